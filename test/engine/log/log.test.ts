import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "../../../src/engine/log/log.ts";
import { pruneLog } from "../../../src/engine/log/prune-log.ts";
import type { Tables } from "../../../src/engine/log/tables.ts";
import { BadUserInputError } from "../../../src/errors/expected-error.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { type Counted, saidCodec, testLogContract } from "./log-contract.ts";

const tables: Tables = { heads: "said_heads", entries: "said_entries", answers: "said_answers" };

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url });
  await pool.query(`
    CREATE TABLE said_heads (
      stream_id uuid PRIMARY KEY, seq integer NOT NULL DEFAULT 0, at timestamptz NOT NULL DEFAULT now(),
      pruned_through integer NOT NULL DEFAULT 0, pruned_token bigint);
    CREATE TABLE said_entries (
      stream_id uuid NOT NULL, seq integer NOT NULL, token bigint, type text NOT NULL, at timestamptz NOT NULL,
      actor_id uuid NOT NULL, body json NOT NULL, idempotency_key text, request_hash bytea,
      PRIMARY KEY (stream_id, seq), UNIQUE (actor_id, idempotency_key));
    CREATE TABLE said_answers (
      actor_id uuid NOT NULL, idempotency_key text NOT NULL, stream_id uuid NOT NULL, request_hash bytea NOT NULL,
      at timestamptz NOT NULL, answer json NOT NULL, PRIMARY KEY (actor_id, idempotency_key))`);
});

afterAll(async () => {
  await pool.end();
  await database.close();
});

testLogContract("createLog", async () => {
  const open = () =>
    createLog<{ readonly text: string }, { readonly text: string }, Counted, Counted>({
      ...{ kind: "said", tables, codec: saidCodec, pool },
      state: { sql: "json_build_object('count', h.seq)", parse: (json) => json as Counted },
      guard: { sql: "json_build_object('count', h.seq)", parse: (json) => json as Counted },
    });
  return {
    here: open(),
    there: open(),
    async createStream(streamId) {
      await pool.query("INSERT INTO said_heads (stream_id) VALUES ($1)", [streamId]);
    },
    async prune(streamId, through) {
      const aged = "UPDATE said_entries SET at = now() - interval '9 days' WHERE stream_id = $1 AND seq <= $2";
      await pool.query(aged, [streamId, through]);
      await pruneLog(pool, tables, 5, new AbortController().signal);
    },
    close: () => Promise.resolve(),
  };
});

describe("createLog", () => {
  const createSaid = () =>
    createLog<{ readonly text: string }, { readonly text: string }>({ kind: "again", tables, codec: saidCodec, pool });

  async function createStream(): Promise<string> {
    const streamId = randomUUID();
    await pool.query("INSERT INTO said_heads (stream_id) VALUES ($1)", [streamId]);
    return streamId;
  }

  it("refuses a kind that cursors cannot hold", () => {
    for (const kind of ["chat_room", "Room", "", "a.b"]) {
      expect(() => createLog({ kind, tables, codec: saidCodec, pool })).toThrow(TypeError);
    }
  });

  it("takes a key that is used again in another stream for another change", async () => {
    const log = createSaid();
    const request = { actorId: randomUUID(), operation: "say", input: { text: "hello" }, idempotencyKey: "1" };
    const [one, two] = [await createStream(), await createStream()];
    const say = (streamId: string) => log.change({ ...request, streamId }, ({ append }) => append({ text: "hello" }));
    await say(one);
    await expect(say(two)).rejects.toThrow(BadUserInputError);
    expect((await log.readHeads([two])).get(two)?.seq).toBe(0);
  });

  it.each(["append", "prepend"] as const)("refuses %s after append, and writes nothing", async (second) => {
    const log = createSaid();
    const streamId = await createStream();
    const request = { streamId, actorId: randomUUID(), operation: "say", input: {}, idempotencyKey: null };
    const change = log.change(request, async ({ append, prepend }) => {
      await append({ text: "one" });
      if (second === "append") await append({ text: "two" });
      else prepend([{ text: "two" }]);
    });
    await expect(change).rejects.toThrow("append");
    expect((await log.readHeads([streamId])).get(streamId)?.seq).toBe(0);
  });
});

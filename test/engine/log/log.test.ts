import { randomUUID } from "node:crypto";
import { Pool, type PoolClient } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ChangePart } from "../../../src/engine/log/change.ts";
import { createLog } from "../../../src/engine/log/log.ts";
import { pruneLog } from "../../../src/engine/log/prune-log.ts";
import type { Tables } from "../../../src/engine/log/tables.ts";
import { BadUserInputError } from "../../../src/errors/expected-error.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { createRecordingLogger } from "../bus/recording-logger.ts";
import { type Counted, type Said, saidCodec, testLogContract } from "./log-contract.ts";

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

describe.each([
  { name: "createLog", pipeline: false },
  { name: "createLog on a pool that pipelines", pipeline: true },
])("", ({ name, pipeline }) => {
  testLogContract(name, async () => {
    const own = new Pool({ connectionString: database.url, pipeline });
    const open = () =>
      createLog<{ readonly text: string }, { readonly text: string }, Counted, Counted>({
        ...{ kind: "said", tables, codec: saidCodec, pool: own },
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
      close: () => own.end(),
    };
  });
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

  it("refuses a key that creates another stream, unless each try makes an id", async () => {
    const log = createSaid();
    const actorId = randomUUID();
    const open = (streamId: string, idempotencyKey: string, isIdFresh: boolean) => {
      const create = (client: PoolClient) => client.query("INSERT INTO said_heads (stream_id) VALUES ($1)", [streamId]);
      const request = { streamId, actorId, operation: "open", input: {}, idempotencyKey, create, isIdFresh };
      return log.change(request, ({ append }) => append({ text: "opened" }));
    };
    const [one, two, three, four] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await open(one, "named", false);
    await expect(open(two, "named", false)).rejects.toThrow(BadUserInputError);
    expect(await open(three, "fresh", true)).toEqual(await open(four, "fresh", true));
    expect(await log.readHeads([one, two, three, four])).toHaveLength(2);
  });

  it("tells of a commit though a listener throws", async () => {
    const { logger, lines } = createRecordingLogger();
    const log = createLog<Said, Said>({ kind: "again", tables, codec: saidCodec, pool, logger });
    const told: number[] = [];
    log.onCommit(() => {
      throw new Error("The listener failed.");
    });
    log.onCommit((entries) => told.push(...entries.map(({ seq }) => seq)));
    const streamId = await createStream();
    const request = { streamId, actorId: randomUUID(), operation: "say", input: {} };
    await log.change(request, ({ append }) => append({ text: "hello" }));
    expect(told).toEqual([1]);
    expect(lines).toMatchObject([{ level: 50, err: { message: "The listener failed." } }]);
  });

  it("refuses a batch that it cannot make before it takes a connection", async () => {
    const { heads, entries } = tables;
    const log = createLog<Said, Said>({ kind: "plain", tables: { heads, entries }, codec: saidCodec, pool });
    const streamId = await createStream();
    const connects = vi.spyOn(pool, "connect");
    const part = { operation: "say", input: {} };
    const make = (parts: readonly ChangePart[], idempotencyKey: string | null) =>
      log.changeAll<Said>(
        {
          ...{ streamId, actorId: randomUUID(), parts, whole: { ...part, idempotencyKey } },
          ...{
            isAtomic: false,
            refuse: () => ({ text: "refused" }),
            isFailure: () => true,
            parse: () => ({ text: "" }),
          },
        },
        ({ append }) => append({ text: "never" }),
      );
    await expect(make([], null)).rejects.toThrow(BadUserInputError);
    await expect(make([part], "key")).rejects.toThrow("Tables.answers");
    expect(connects).not.toHaveBeenCalled();
    connects.mockRestore();
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

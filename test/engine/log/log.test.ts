import { Pool } from "pg";
import { afterAll, beforeAll } from "vitest";
import { createLog } from "../../../src/engine/log/log.ts";
import { pruneLog } from "../../../src/engine/log/prune-log.ts";
import type { Tables } from "../../../src/engine/log/tables.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { type Counted, saidCodec, testLogContract } from "./log-contract.ts";

const tables: Tables = { heads: "said_heads", entries: "said_entries" };

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
      PRIMARY KEY (stream_id, seq), UNIQUE (actor_id, idempotency_key))`);
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

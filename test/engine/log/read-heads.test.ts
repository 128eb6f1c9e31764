import { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createLog } from "../../../src/engine/log/log.ts";
import { createTablesSql } from "../../../src/engine/log/tables.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { saidCodec } from "./log-contract.ts";

const tables = { heads: "said_heads", entries: "said_entries" };

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url });
  await pool.query(createTablesSql(tables));
});

afterAll(async () => {
  await pool.end();
  await database.close();
});

it.each([
  { ids: ["plain-1", "2_plain"] },
  { ids: ["", "null", "NULL", "nullable"] },
  { ids: ["a,b", "{c}", '"d"', "e\\f", "g\nh", " i ", "Żółć"] },
  { ids: ["__proto__", "constructor", "toString"] },
])("readHeads: finds streams of any names: $ids", async ({ ids }) => {
  const log = createLog({ kind: "said", tables, codec: saidCodec, pool });
  for (const [index, id] of ids.entries()) {
    await pool.query("INSERT INTO said_heads (stream_id) VALUES ($1)", [id]);
    const request = { streamId: id, actorId: "ada", operation: "say", input: {}, idempotencyKey: null };
    for (let count = 0; count < index; count += 1) await log.change(request, ({ append }) => append({ text: "hello" }));
  }
  const heads = await log.readHeads([...ids, "nowhere"]);
  expect([...heads].map(([id, { seq }]) => [id, seq]).sort()).toEqual(ids.map((id, index) => [id, index]).sort());
});

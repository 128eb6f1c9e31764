import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditedChanges } from "../../src/operations/export-audit.ts";
import { baseStatements } from "../../src/operations/text-merger.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client(database.url);
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.close();
});

describe("tasks.position", () => {
  it("collates in byte order", async () => {
    const { rows } = await client.query(
      "SELECT collation_name FROM information_schema.columns WHERE table_name = 'tasks' AND column_name = 'position'",
    );
    expect(rows).toEqual([{ collation_name: "C" }]);
  });
});

describe("project_heads", () => {
  it("have room on their pages for heap-only updates of all at once", async () => {
    await client.query("BEGIN");
    await client.query(`
      INSERT INTO projects (id, name, created_at, updated_at)
      SELECT gen_random_uuid(), 'a project', now(), now() FROM generate_series(1, 1000)`);
    await client.query("INSERT INTO project_heads (project_id, seq, at) SELECT id, 1, now() FROM projects");
    await client.query("UPDATE project_heads SET seq = seq + 1, at = now()");
    const { rows } = await client.query(
      "SELECT pg_stat_get_xact_tuples_hot_updated('project_heads'::regclass)::int AS updated",
    );
    await client.query("ROLLBACK");
    expect(rows[0]).toEqual({ updated: expect.toSatisfy((updated: number) => updated > 900) });
  });
});

describe("activities", () => {
  it.each([
    ["description", "activities_description_version_idx"],
    ["body", "activities_comment_version_idx"],
  ] as const)("find the %s of a version by an index", async (text, index) => {
    await client.query("BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off");
    const values = ["00000000-0000-0000-0000-000000000000", 1];
    const { rows } = await client.query({ text: `EXPLAIN ${baseStatements[text].text}`, values });
    await client.query("ROLLBACK");
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(plan).toContain(`Index Scan Backward using ${index}`);
    expect(plan).not.toContain("Filter: ((snapshot");
  });

  it("find those of a period by an index, whatever the length of the log", async () => {
    await client.query("BEGIN; SET LOCAL cursor_tuple_fraction = 1");
    await client.query(`
      INSERT INTO activities (project_id, seq, type, at, actor_id, fields, snapshot)
      SELECT gen_random_uuid(), 1, 'TaskCreated', timestamptz '2020-01-01' + n * interval '1 hour', gen_random_uuid(),
        '{}', '{}'
      FROM generate_series(1, 50000) n`);
    await client.query("SELECT brin_summarize_new_values('activities_at_idx')");
    await client.query("ANALYZE activities");
    const period = "a.at >= '2022-01-01' AND a.at < '2022-01-02'";
    const { rows } = await client.query(`EXPLAIN ANALYZE DECLARE audit CURSOR FOR ${auditedChanges(period)}`);
    await client.query("ROLLBACK");
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(plan).toContain("Bitmap Index Scan on activities_at_idx");
    // The ranges around the period, not the log.
    expect(Number(/Heap Blocks: lossy=(\d+)/.exec(plan)?.[1])).toBeLessThan(100);
  });
});

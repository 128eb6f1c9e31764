import { afterAll, beforeAll, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { createBoard } from "../support/board.ts";
import { DeleteProjectDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { isLongRun } from "../support/long-run.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { runLockstep } from "./run-lockstep.ts";

/** Rows of the log; there are a fifth as many tasks, comments and notices each, and a tenth as many deleted items. */
const entries = isLongRun ? 1_000_000 : 2_000;

let database: TestDatabase;
let instance: Instance;
let ada: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { MUTATIONS_PER_MINUTE: "0", USER_COST_PER_MINUTE: "0" });
  ada = await instance.person("ada");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

it(`lockstep project purge: removes a project of ${entries} entries while others change theirs`, async () => {
  const [large, other] = [await createBoard(ada, "Large"), await createBoard(ada, "Other")];
  const { projectId } = large;
  for (const statement of fill(projectId, ada.id)) await administer(database.url, statement);
  await ada.expect(DeleteProjectDocument, { input: { projectId } });

  let hasEnded = false;
  const begunAt = performance.now();
  const purging = runLockstep(["project", "purge", "--project", projectId, "--json"], {
    DATABASE_URL: database.url,
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
  });
  void purging.finally(() => {
    hasEnded = true;
  });
  const times: number[] = [];
  while (!hasEnded) {
    const changedAt = performance.now();
    await other.createTask();
    times.push(performance.now() - changedAt);
  }
  const { code, stdout, stderr } = await purging;
  const seconds = ((performance.now() - begunAt) / 1_000).toFixed(1);
  const slowest = Math.round(Math.max(...times));
  console.log(`Purged in ${seconds} s; the slowest of ${times.length} changes of others took ${slowest} ms.`);

  expect([code, stderr]).toEqual([0, ""]);
  const fifth = entries / 5;
  expect(JSON.parse(stdout).rows).toMatchObject({
    ...{ tasks: fifth, comments: fifth, deleted_items: entries / 10, projects: 1 },
    // The creation and the deletion of the project stand there as well.
    activities: entries + 2,
  });
  const [left] = await administer(
    database.url,
    `SELECT (SELECT count(*)::int FROM activities WHERE project_id = '${projectId}') AS log,
       (SELECT count(*)::int FROM task_labels) AS labels,
       (SELECT count(*)::int FROM notices WHERE body::text LIKE '%Secret%') AS notices`,
  );
  expect(left).toEqual({ log: 0, labels: 0, notices: 0 });
  expect(await other.seq()).toBe(1 + times.length);
}, 600_000);

/** Statements that fill a new project of this owner. */
function fill(projectId: string, ownerId: string): readonly string[] {
  const fifth = entries / 5;
  const item = `json_build_object('title', 'Secret ' || n, 'description', repeat('Secret words. ', 40))`;
  return [
    `INSERT INTO activities (project_id, seq, type, at, actor_id, fields, snapshot)
     SELECT '${projectId}', n + 1, 'TaskUpdated', now(), '${ownerId}', '{TITLE}', json_build_object('task', ${item})
     FROM generate_series(1, ${entries}) n`,
    `UPDATE project_heads SET seq = ${entries + 1} WHERE project_id = '${projectId}'`,
    `INSERT INTO labels (id, project_id, name, name_key, color, created_seq)
     VALUES (gen_random_uuid(), '${projectId}', 'Secret', 'secret', 'BLUE', 1)`,
    `INSERT INTO tasks (id, project_id, title, status, priority, position, created_by_id, created_at, updated_at)
     SELECT gen_random_uuid(), '${projectId}', 'Secret ' || n, 'TODO', 'NONE', n::text, '${ownerId}', now(), now()
     FROM generate_series(1, ${fifth}) n`,
    `INSERT INTO task_labels (task_id, label_id)
     SELECT t.id, l.id FROM tasks t JOIN labels l ON l.project_id = t.project_id WHERE t.project_id = '${projectId}'`,
    `INSERT INTO comments (id, task_id, author_id, body, created_seq, created_at, updated_at)
     SELECT gen_random_uuid(), t.id, '${ownerId}', 'Secret words', 1, now(), now()
     FROM tasks t WHERE t.project_id = '${projectId}'`,
    `INSERT INTO deleted_items (kind, id, project_id, deleted_seq, deleted_at, deleted_by_id, content)
     SELECT 'TASK', gen_random_uuid(), '${projectId}', n, now(), '${ownerId}', ${item}
     FROM generate_series(1, ${entries / 10}) n`,
    `INSERT INTO notices (person_id, seq, token, type, at, actor_id, body)
     SELECT '${ownerId}', n, n, 'TaskAssigned', now(), '${ownerId}',
       json_build_object('project', json_build_object('id', '${projectId}', 'name', 'Secret'), 'taskTitle', 'Secret')
     FROM generate_series(1, ${fifth}) n`,
  ];
}

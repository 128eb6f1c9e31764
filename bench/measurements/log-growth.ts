import { Client } from "pg";
import { ratioBar } from "../bar.ts";
import { compare } from "../bench.ts";
import type { Measurement } from "../measurement.ts";
import { allCpuUnit, cpuUnit, perSecondUnit, requestContender, taskSubjects } from "../request-contender.ts";

export const logGrowth: Measurement = {
  name: "log-growth",
  title: "updateTask over HTTP, 16 at a time over 50 projects, with a short and a long log",
  async measure(bench) {
    const options = {
      units: [cpuUnit, allCpuUnit, perSecondUnit],
      seed: { projects: 50, tasksEach: 20, users: 50, membersEach: 5 },
      operation: "UpdateTask",
      changesEach: 1,
      subjects: taskSubjects,
      expected: '"UpdateTaskPayload"',
    } as const;
    const long = bench.isQuick ? 100_000 : 1_000_000;
    const shortLabel = "Lockstep, empty log";
    const longLabel = `Lockstep, ${long.toLocaleString("en-US")} rows`;
    const prepare = (databaseUrl: string) => {
      bench.progress(`${this.name}: writing ${long} rows`);
      return growLog(databaseUrl, long);
    };
    const figures = await compare(bench, this.name, [
      { ...requestContender(bench, "lockstep", options), label: shortLabel },
      { ...requestContender(bench, "lockstep", { ...options, prepare }), label: longLabel },
    ]);
    const bars = [cpuUnit, allCpuUnit].map((unit) =>
      ratioBar(figures, unit, {
        text: `${unit}: with a long log ≤ 1.2 × with an empty one`,
        bound: "most",
        limit: 1.2,
        of: longLabel,
        to: shortLabel,
      }),
    );
    return { figures, bars };
  },
};

/** Adds so many changes, the same number in each project, as updates of a task give them. */
async function growLog(databaseUrl: string, rows: number): Promise<void> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    await client.query(
      `INSERT INTO activities (project_id, seq, type, at, actor_id, task_id, fields, snapshot, client_mutation_id, request_hash)
       SELECT e.project_id, e.seq + n, 'TaskUpdated', now(), e.actor_id, e.task_id, '{TITLE}', e.snapshot,
         e.project_id || '-' || n, sha256(int4send(n))
       FROM (SELECT h.project_id, h.seq, a.actor_id, t.id AS task_id, json_build_object(
           'actor', a.snapshot -> 'actor', 'changes', json_build_array('TITLE'), 'task', json_build_object(
             'id', t.id, 'projectId', h.project_id, 'title', t.title, 'description', t.description, 'status', t.status,
             'priority', t.priority, 'position', t.position, 'dueAt', t.due_at, 'version', 1, 'commentCount', 0,
             'createdAt', t.created_at, 'updatedAt', t.updated_at, 'assignee', a.snapshot -> 'actor',
             'createdBy', a.snapshot -> 'actor')) AS snapshot
         FROM project_heads h JOIN activities a USING (project_id, seq)
           JOIN LATERAL (SELECT * FROM tasks t WHERE t.project_id = h.project_id LIMIT 1) t ON true) e,
         generate_series(1, $1::int / (SELECT count(*)::int FROM project_heads)) n`,
      [rows],
    );
    await client.query(
      `UPDATE project_heads h
       SET seq = (SELECT max(seq) FROM activities a WHERE a.project_id = h.project_id)`,
    );
    await client.query("VACUUM ANALYZE");
    // Writes dirty pages now, and not while it is measured.
    await client.query("CHECKPOINT");
  } finally {
    await client.end();
  }
}

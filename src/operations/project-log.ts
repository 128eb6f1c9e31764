import type { Pool } from "pg";
import type { ProjectRole } from "../database/generated/enums.ts";
import { userJson } from "../database/sql.ts";
import { createLog, type Log } from "../engine/log/log.ts";
import type { Tables } from "../engine/log/tables.ts";
import type { ActivityDraft } from "../model/activity-codec.ts";
import { activityCodec } from "../model/activity-codec.ts";
import type { Activity } from "../model/events.ts";
import { storageSql } from "../model/storage.ts";
import type { UserSnapshot } from "../model/user.ts";
import type { Tracer } from "../tracing/tracer.ts";
import type { ProjectAccess } from "./project-access.ts";

/** The log of a project's changes. */
export type ProjectLog = Log<ProjectAccess, Activity, ActivityDraft, ProjectGuard>;

/** Facts that decide whether a person may change a project. */
export interface ProjectGuard {
  readonly isDeleted: boolean;
  readonly projectName: string;
  /** Null for a person who is no member. */
  readonly role: ProjectRole | null;
  readonly actor: UserSnapshot;
  /** True if the actor's account was deleted. */
  readonly isErased: boolean;
  /** Maker of the project; null for one from before this was kept. */
  readonly createdById: string | null;
  /** Limits of its own; null: those of the configuration. */
  readonly maxBytes: number | null;
  readonly maxTasks: number | null;
}

export const projectTables: Tables = {
  heads: "project_heads",
  entries: "activities",
  answers: "batch_answers",
  columns: { streamId: "project_id", idempotencyKey: "client_mutation_id", body: "snapshot" },
};

/** Connections of a log: for changes, for heads and newest entries, and for pages of replays. */
export interface LogPools {
  readonly pool: Pool;
  readonly logPool: Pool;
  readonly replayPool: Pool;
  /** Follows changes. Default: nothing does. */
  readonly tracer?: Tracer | undefined;
}

export function createProjectLog({ pool, logPool, replayPool, tracer }: LogPools): ProjectLog {
  return createLog<Activity, ActivityDraft, ProjectAccess, ProjectGuard>({
    kind: "project",
    tables: projectTables,
    codec: activityCodec,
    pool,
    readPool: logPool,
    replayPool,
    tracer,
    state: {
      sql: `(
        SELECT json_build_object('isDeleted', p.deleted_at IS NOT NULL, 'members', (
          SELECT coalesce(json_object_agg(m.user_id, m.since_seq), '{}') FROM memberships m WHERE m.project_id = p.id))
        FROM projects p WHERE p.id = h.project_id)`,
      parse(json) {
        const { isDeleted, members } = json as { isDeleted: boolean; members: Record<string, number> };
        return { isDeleted, members: new Map(Object.entries(members)) };
      },
    },
    guard: {
      mayLock: "EXISTS (SELECT FROM memberships m WHERE m.project_id = h.project_id AND m.user_id = $2)",
      sql: `(
        SELECT json_build_object('isDeleted', p.deleted_at IS NOT NULL, 'projectName', p.name, 'role', m.role,
          'actor', ${userJson("u")}, 'isErased', u.anonymized_at IS NOT NULL,
          'createdById', p.created_by_id, 'maxBytes', p.max_bytes, 'maxTasks', p.max_tasks)
        FROM projects p JOIN users u ON u.id = $2
          LEFT JOIN memberships m ON m.project_id = p.id AND m.user_id = u.id
        WHERE p.id = h.project_id)`,
      parse: (json) => json as ProjectGuard,
    },
    counts: {
      columns: ["content_bytes", "task_count"],
      through: "counted_through",
      sql: `SELECT json_build_array(${storageSql.bytes}, ${storageSql.tasks}) AS counts`,
    },
  });
}

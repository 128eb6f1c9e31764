import type { ProjectRole } from "../database/generated/enums.ts";
import type { LogPosition } from "../engine/log/cursor.ts";
import { toTableSql } from "../engine/log/tables.ts";
import { type ProjectSnapshot, projectColumns } from "../model/project.ts";
import type { Page, PageRequest } from "./page.ts";
import { projectTables } from "./project-log.ts";
import type { Reads } from "./reads.ts";

/** A project as one of its members sees it. */
export interface ViewedProject extends ProjectSnapshot {
  readonly number: number;
  /** Position of its newest change when it was read. */
  readonly position: LogPosition;
  readonly viewerRole: ProjectRole;
}

const sql = toTableSql(projectTables);

/** The database numbers projects as they are made. */
export type ProjectKeys = readonly [number: number];

/** The ids of a user's projects, the newest first; `findProjects` reads them, so that an answer reads each but once. */
export async function listProjectIds(
  reads: Reads,
  userId: string,
  { first, after }: PageRequest<ProjectKeys>,
): Promise<Page<string>> {
  const { rows } = await reads.query<{ id: string }>({
    name: "project-list",
    text: `
      SELECT p.id FROM memberships m JOIN projects p ON p.id = m.project_id AND p.deleted_at IS NULL
      WHERE m.user_id = $1 AND p.number < $2 ORDER BY p.number DESC LIMIT $3`,
    values: [userId, after?.[0] ?? Number.MAX_SAFE_INTEGER, first + 1],
  });
  return { nodes: rows.slice(0, first).map(({ id }) => id), hasNextPage: rows.length > first };
}

export async function countProjects(reads: Reads, userId: string): Promise<number> {
  const { rows } = await reads.query<{ count: number }>({
    name: "project-count",
    text: `
      SELECT count(*)::int AS count FROM memberships m JOIN projects p ON p.id = m.project_id
      WHERE m.user_id = $1 AND p.deleted_at IS NULL`,
    values: [userId],
  });
  return rows[0]?.count ?? 0;
}

/** The projects by their ids, in that order; undefined for those that are gone or have no such member. */
export async function findProjects(
  reads: Reads,
  userId: string,
  projectIds: readonly string[],
): Promise<(ViewedProject | undefined)[]> {
  const { rows } = await reads.query<Omit<ViewedProject, "position"> & LogPosition>({
    name: "project-find",
    text: `
      SELECT ${projectColumns}, h.seq, ${sql.tokenOfHead("h")} AS token, m.role AS "viewerRole"
      FROM memberships m JOIN projects p ON p.id = m.project_id AND p.deleted_at IS NULL
        JOIN project_heads h ON h.project_id = p.id
      WHERE m.user_id = $1 AND m.project_id = ANY($2::uuid[])`,
    values: [userId, projectIds],
  });
  const byId = new Map(
    rows.map(({ seq, token, ...project }) => [project.id, { ...project, position: { seq, token } }]),
  );
  return projectIds.map((id) => byId.get(id));
}

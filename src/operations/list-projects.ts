import DataLoader from "dataloader";
import type { ProjectRole } from "../database/generated/enums.ts";
import type { LogPosition } from "../engine/log/cursor.ts";
import { toTableSql } from "../engine/log/tables.ts";
import { type ProjectSnapshot, projectColumns } from "../model/project.ts";
import type { Page, PageRequest } from "./page.ts";
import { projectTables } from "./project-log.ts";
import type { Reads } from "./reads.ts";
import type { Viewer } from "./viewer.ts";

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

type Reader = Pick<Viewer, "userId" | "access">;

/**
 * The ids of the viewer's projects, the newest first; `findProjects` reads them, so that an answer reads each but once.
 */
export async function listProjectIds(
  reads: Reads,
  { userId, access }: Reader,
  { first, after }: PageRequest<ProjectKeys>,
): Promise<Page<string>> {
  const { rows } = await reads.query<{ id: string }>({
    name: "project-list",
    text: `
      SELECT p.id FROM memberships m JOIN projects p ON p.id = m.project_id AND p.deleted_at IS NULL
      WHERE m.user_id = $1 AND p.number < $2 AND ($4::uuid[] IS NULL OR p.id = ANY($4))
      ORDER BY p.number DESC LIMIT $3`,
    values: [userId, after?.[0] ?? Number.MAX_SAFE_INTEGER, first + 1, access?.projectIds ?? null],
  });
  return { nodes: rows.slice(0, first).map(({ id }) => id), hasNextPage: rows.length > first };
}

export async function countProjects(reads: Reads, { userId, access }: Reader): Promise<number> {
  const { rows } = await reads.query<{ count: number }>({
    name: "project-count",
    text: `
      SELECT count(*)::int AS count FROM memberships m JOIN projects p ON p.id = m.project_id
      WHERE m.user_id = $1 AND p.deleted_at IS NULL AND ($2::uuid[] IS NULL OR p.id = ANY($2))`,
    values: [userId, access?.projectIds ?? null],
  });
  return rows[0]?.count ?? 0;
}

export interface ProjectLookup {
  readonly projectId: string;
  readonly userId: string;
}

/** Each project as its user sees it, in order; undefined for one that is gone or has no such member. */
export async function findProjects(
  reads: Reads,
  lookups: readonly ProjectLookup[],
): Promise<(ViewedProject | undefined)[]> {
  type Row = Omit<ViewedProject, "position"> & LogPosition & { readonly place: number };
  const { rows } = await reads.query<Row>({
    name: "project-find",
    text: `
      SELECT ${projectColumns}, h.seq, ${sql.tokenOfHead("h")} AS token, m.role AS "viewerRole", v.place::int
      FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS v (project_id, user_id, place)
        JOIN memberships m USING (project_id, user_id)
        JOIN projects p ON p.id = m.project_id AND p.deleted_at IS NULL
        JOIN project_heads h ON h.project_id = p.id`,
    values: [lookups.map(({ projectId }) => projectId), lookups.map(({ userId }) => userId)],
  });
  const found = new Array<ViewedProject | undefined>(lookups.length).fill(undefined);
  for (const { seq, token, place, ...project } of rows) found[place - 1] = { ...project, position: { seq, token } };
  return found;
}

export type FindProject = (lookup: ProjectLookup) => Promise<ViewedProject | undefined>;

/**
 * Returns a function that finds projects for all requests of an instance. Those that are asked for in one turn of the
 * event loop share a statement, which begins after it.
 */
export function createFindProject(reads: Reads): FindProject {
  const loader = new DataLoader((lookups: readonly ProjectLookup[]) => findProjects(reads, lookups), {
    cache: false,
    maxBatchSize: 1_000,
    batchScheduleFn: (send) => setImmediate(send),
  });
  return (lookup) => loader.load(lookup);
}

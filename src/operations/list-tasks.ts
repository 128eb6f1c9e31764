import { NIL } from "uuid";
import { type TaskSnapshot, taskColumns, taskJoins } from "../model/task.ts";
import { type Page, type PageRequest, toCounts, toPages } from "./page.ts";
import type { Reads } from "./reads.ts";

export interface TaskFilter {
  readonly status?: readonly TaskSnapshot["status"][] | null | undefined;
  readonly priority?: readonly TaskSnapshot["priority"][] | null | undefined;
  /** null: unassigned. */
  readonly assigneeId?: string | null | undefined;
  /** Every word must occur in title or description; case, accents and vowel points do not matter. */
  readonly text?: string | null | undefined;
  readonly dueBefore?: string | null | undefined;
  readonly dueAfter?: string | null | undefined;
  /** Tasks with any of these labels. */
  readonly labelIds?: readonly string[] | null | undefined;
}

/** The keys of the order: status, position in byte order, id. */
export type TaskKeys = readonly [status: TaskSnapshot["status"], position: string, id: string];

/** Before every task. Always comparing with keys, and never with `IS NULL OR`, lets the index find where to begin. */
export const firstTaskKeys: TaskKeys = ["BACKLOG", "", NIL];

/** A page of each project's tasks, in the order of `projectIds`, in one statement. */
export async function listTasks(
  reads: Reads,
  projectIds: readonly string[],
  { first, after }: PageRequest<TaskKeys>,
  filter: TaskFilter,
): Promise<Page<TaskSnapshot>[]> {
  const { rows } = await reads.query<TaskSnapshot & { parent: string }>({
    name: "task-list",
    text: `
      SELECT page.* FROM unnest($1::uuid[]) WITH ORDINALITY AS parent(id, number) CROSS JOIN LATERAL (
        SELECT parent.id AS parent, ${taskColumns} FROM tasks t ${taskJoins}
        WHERE t.project_id = parent.id AND ${filterSql}
          AND (t.status, t.position, t.id) > ($10, $11, $12)
        ORDER BY t.status, t.position, t.id LIMIT $13) page
      ORDER BY parent.number, page.status, page.position, page.id`,
    isSearch: isSearch(filter),
    values: [projectIds, ...filterValues(filter), ...(after ?? firstTaskKeys), first + 1],
  });
  return toPages(projectIds, rows, first);
}

export async function countTasks(reads: Reads, projectIds: readonly string[], filter: TaskFilter): Promise<number[]> {
  const { rows } = await reads.query<{ parent: string; count: number }>({
    name: "task-count",
    text: `
      SELECT t.project_id AS parent, count(*)::int AS count FROM tasks t
      WHERE t.project_id = ANY($1::uuid[]) AND ${filterSql} GROUP BY t.project_id`,
    isSearch: isSearch(filter),
    values: [projectIds, ...filterValues(filter)],
  });
  return toCounts(projectIds, rows);
}

/** The tasks by their ids, in that order; undefined for those that are gone. */
export async function findTasks(reads: Reads, taskIds: readonly string[]): Promise<(TaskSnapshot | undefined)[]> {
  const { rows } = await reads.query<TaskSnapshot>({
    name: "task-find",
    text: `SELECT ${taskColumns} FROM tasks t ${taskJoins} WHERE t.id = ANY($1::uuid[])`,
    values: [taskIds],
  });
  const byId = new Map(rows.map((task) => [task.id, task]));
  return taskIds.map((id) => byId.get(id));
}

/** Folded, and stored so; a row that the migration could not fill is folded here. */
const searchTextSql = "coalesce(t.search_text, search_fold(t.title || ' ' || coalesce(t.description, '')))";

/**
 * A word that folding empties, such as a lone mark, becomes null and is found nowhere. `***=` makes a pattern of plain
 * text, whose search takes a time in proportion to the text, whatever both are. LIKE and `strpos` may take it times the
 * length of the word.
 */
const filterSql = `
  ($2::task_status[] IS NULL OR t.status = ANY($2))
  AND ($3::task_priority[] IS NULL OR t.priority = ANY($3))
  AND (NOT $4::boolean OR t.assignee_id IS NOT DISTINCT FROM $5::uuid)
  AND (cardinality($6::text[]) = 0 OR ${searchTextSql} ~ ALL (ARRAY(
    SELECT '***=' || nullif(search_fold(word), '') FROM unnest($6) word)))
  AND ($7::timestamptz IS NULL OR t.due_at < $7)
  AND ($8::timestamptz IS NULL OR t.due_at > $8)
  AND ($9::uuid[] IS NULL OR EXISTS (SELECT FROM task_labels tl WHERE tl.task_id = t.id AND tl.label_id = ANY($9)))`;

function filterValues({ status, priority, assigneeId, text, dueBefore, dueAfter, labelIds }: TaskFilter): unknown[] {
  return [
    status ?? null,
    priority ?? null,
    assigneeId !== undefined,
    assigneeId ?? null,
    searchWords(text),
    dueBefore ?? null,
    dueAfter ?? null,
    labelIds ?? null,
  ];
}

function isSearch({ text }: TaskFilter): boolean {
  return searchWords(text).length > 0;
}

/** The different words that a text filter asks for. Each is a search of its own, so they are what the filter costs. */
export function searchWords(text: string | null | undefined): string[] {
  return [...new Set(text?.split(/\s+/u).filter((word) => word !== "") ?? [])];
}

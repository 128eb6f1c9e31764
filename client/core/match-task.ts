import type { Task, TaskFilter } from "../generated/graphql.ts";
import { foldText } from "./fold-text.ts";

/** Of a task what filters ask for; what is not known is undefined. */
export type FilteredTask = Partial<
  Pick<Task, "title" | "description" | "status" | "priority" | "dueAt"> & { readonly assignee: AssigneeLike | null }
>;

export type ReadTask = <Field extends keyof FilteredTask>(field: Field) => FilteredTask[Field];

/** A user, or a cache's reference to one. */
type AssigneeLike = { readonly __ref: string } | { readonly id: string };

/** Which changes of a task can bring it into a list of this filter, or out of it. */
export function fieldsOf(filter: TaskFilter): ReadonlySet<string> {
  const fields = new Set<string>();
  if (filter.status) fields.add("STATUS");
  if (filter.priority) fields.add("PRIORITY");
  if (filter.assigneeId !== undefined) fields.add("ASSIGNEE");
  if (filter.text) fields.add("TITLE").add("DESCRIPTION");
  if (filter.dueBefore || filter.dueAfter) fields.add("DUE_AT");
  return fields;
}

/** Whether the server's filter takes a task. What is not known of it does not count against it. */
export function matchTask(filter: TaskFilter, read: ReadTask): boolean {
  const { status, priority, assigneeId, text, dueBefore, dueAfter } = filter;
  return (
    (!status || isAmong(status, read("status"))) &&
    (!priority || isAmong(priority, read("priority"))) &&
    (assigneeId === undefined || isAssignedTo(read("assignee"), assigneeId)) &&
    (!text || contains(read("title"), read("description"), text)) &&
    (!dueBefore || isDue(read("dueAt"), (due) => due < Date.parse(dueBefore))) &&
    (!dueAfter || isDue(read("dueAt"), (due) => due > Date.parse(dueAfter)))
  );
}

function isAmong<T>(wanted: readonly T[], value: T | undefined): boolean {
  return value === undefined || wanted.includes(value);
}

function isAssignedTo(assignee: AssigneeLike | null | undefined, assigneeId: string | null): boolean {
  if (assignee === undefined) return true;
  if (!assignee || assigneeId === null) return !assignee && assigneeId === null;
  const id = assigneeId.toLowerCase();
  return "__ref" in assignee ? assignee.__ref === `User:${id}` : assignee.id === id;
}

function isDue(dueAt: string | null | undefined, isWanted: (time: number) => boolean): boolean {
  return dueAt === undefined || (dueAt !== null && isWanted(Date.parse(dueAt)));
}

/** Every word must occur in title or description; case, accents and vowel points do not matter. */
function contains(title: string | undefined, description: string | null | undefined, text: string): boolean {
  if (title === undefined || description === undefined) return true;
  const searched = foldText(`${title} ${description ?? ""}`);
  const words = text.split(/\s+/u).filter((word) => word !== "");
  // Folding leaves nothing of a mark alone, which the server finds nowhere.
  return words.map(foldText).every((word) => word !== "" && searched.includes(word));
}

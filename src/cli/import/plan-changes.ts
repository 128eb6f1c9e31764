import { v5 as uuidv5 } from "uuid";
import { labelLimits, toNameKey } from "../../model/label.ts";
import type { DraftTask, ImportDraft } from "./draft.ts";
import type { ApplyChangesInput } from "./generated/graphql.ts";
import type { Target } from "./target.ts";

export type Change = ApplyChangesInput["changes"][number];

/** A change of an import, with what it makes. */
export interface PlannedChange {
  readonly kind: "label" | "task" | "comment";
  /** Where the file has it. */
  readonly place: string;
  readonly change: Change;
}

/** All that an import sends, and the number of items that the project has already. */
export interface Plan {
  /** In order: a task comes after its labels and before its comments. */
  readonly changes: readonly PlannedChange[];
  readonly existing: { readonly labels: number; readonly tasks: number };
  /** Names in the file that are no members → tasks that have nobody for it. */
  readonly strangers: ReadonlyMap<string, number>;
}

/**
 * Plans the changes that bring a draft into a project. Ids follow from the project and the item of the file, so that
 * the same file makes each item once. Items that exist stay as they are. Throws one sentence for too many labels.
 */
export function planChanges(source: string, { tasks, labels }: ImportDraft, target: Target): Plan {
  const { projectId } = target;
  const toId = (kind: PlannedChange["kind"], key: string) => uuidv5(`${source} ${kind} ${key}`, projectId);
  const labelIds = new Map([...labels.keys()].map((key) => [key, target.labelIds.get(key) ?? toId("label", key)]));
  const fresh = [...labels].filter(([key]) => !target.labelIds.has(key));
  if (target.labelIds.size + fresh.length > labelLimits.perProject) {
    const sentence = `The project would have ${target.labelIds.size + fresh.length} labels, and takes ${labelLimits.perProject}.`;
    throw new Error(`${sentence} Leave some out of the file. Nothing was imported.`);
  }
  const strangers = new Map<string, number>();
  const changes: PlannedChange[] = fresh.map(([key, { name, color }]) => {
    const input = { projectId, id: toId("label", key), name, color };
    return { kind: "label", place: `The label ${JSON.stringify(name)}`, change: { createLabel: input } };
  });
  let existing = 0;
  for (const task of tasks) {
    const { key, place, title, description, status, priority, dueAt, comments } = task;
    // A row that was exported from this project names its own task.
    const given = key.startsWith("id ") ? key.slice(3).toLowerCase() : "";
    const taskId = target.taskIds.has(given) ? given : toId("task", key);
    if (target.taskIds.has(taskId)) existing += 1;
    else {
      const input = { projectId, id: taskId, title, description, status, priority, dueAt };
      const links = { assigneeId: findAssignee(task, target, strangers), labelIds: task.labels.map(toLabelId) };
      changes.push({ kind: "task", place, change: { createTask: { ...input, ...links } } });
    }
    for (const { key: commentKey, body } of comments) {
      const input = { id: toId("comment", commentKey), taskId, body };
      changes.push({ kind: "comment", place, change: { createComment: input } });
    }
  }
  return { changes, existing: { labels: labels.size - fresh.length, tasks: existing }, strangers };

  function toLabelId(name: string): string {
    return labelIds.get(toNameKey(name)) ?? toId("label", toNameKey(name));
  }
}

function findAssignee({ people }: DraftTask, target: Target, strangers: Map<string, number>): string | null {
  for (const name of people) {
    const id = target.findMember(name);
    if (id !== undefined) return id;
  }
  const [first] = people;
  if (first !== undefined) strangers.set(first, (strangers.get(first) ?? 0) + 1);
  return null;
}

import { readParts } from "./edit.ts";
import type { LogRow } from "./storm-record.ts";

/** One change of one item, as the log tells it. */
export interface LogEntry {
  readonly seq: number;
  readonly type: string;
  readonly at: number;
  readonly person: string;
  readonly intentId: string | null;
  readonly target: string;
  readonly parent: string | null;
  /** Values of the parts that it changed. */
  readonly changed: ReadonlyMap<string, string>;
}

const nouns = ["task", "comment", "label"] as const;

/** Reads the changes of tasks, comments and labels in the order of the log, and finds what each has changed. */
export function readLog(rows: readonly LogRow[]): LogEntry[] {
  const states = new Map<string, Map<string, string>>();
  return rows.flatMap((row) => {
    const noun = nouns.find((each) => row.type.toLowerCase().startsWith(each));
    if (!noun) return [];
    const { snapshot } = row;
    const item = snapshot[noun] as Item | undefined;
    const target = String(item?.id ?? snapshot[`${noun}Id`]);
    const task = snapshot["task"] as Item | undefined;
    const known = states.get(target) ?? new Map<string, string>();
    const state = readItem(item, known);
    states.set(target, state);
    const { seq, type, at, actorId: person, intentId } = row;
    const changed = new Map([...state].filter(([name, value]) => known.get(name) !== value));
    for (const name of known.keys()) if (!state.has(name)) changed.set(name, "removed");
    if (/(Deleted|Restored)$/.test(type)) changed.set("existence", type);
    if (changed.has("status") || changed.has("position")) changed.set("place", "");
    const parent = noun === "comment" && task ? task.id : null;
    return [{ seq, type, at, person, intentId, target, parent, changed }];
  });
}

interface Item extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly labels?: readonly { readonly id: string }[];
  readonly assignee?: { readonly id: string } | null;
}

/** Without a snapshot, as of a deletion, the item stays as it was. */
function readItem(item: Item | undefined, known: Map<string, string>): Map<string, string> {
  if (!item) return known;
  const parts = readParts({ ...item, assigneeId: item.assignee?.id ?? null });
  for (const name of ["status", "position"]) parts.set(name, String(item[name]));
  for (const { id } of item.labels ?? []) parts.set(`label:${id}`, "added");
  return parts;
}

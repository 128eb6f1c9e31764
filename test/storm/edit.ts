import type { Durability } from "../../client/core/outbox/intent-log.ts";
import type { Change } from "../../client/core/wire.ts";

/** A part of an item that an edit sets. */
export interface Facet {
  /** A field, `description:<line>`, `label:<id>`, `place` or `existence`. */
  readonly name: string;
  /** Text that no other edit writes; null where the part has few values. */
  readonly mark: string | null;
}

/** An edit as a tab plans it. */
export interface PlannedEdit {
  readonly number: number;
  readonly change: Change;
  /** Id of the item. */
  readonly target: string;
  /** Task of a comment. */
  readonly parent: string | null;
  readonly facets: readonly Facet[];
  /** Conflict or refusal that the change resolves. */
  readonly resolves?: string;
}

/** Result of a planned edit, as its tab shows it. */
export interface Told {
  /** Ids of the edit and of the intent that carries it, as far as they are known. */
  readonly ids: readonly string[];
  /** False: another tab had decided. */
  readonly durability: Durability | false;
}

/** An edit that a tab was told to make. */
export interface Edit extends PlannedEdit {
  /** The server's id of the person. */
  readonly person: string;
  readonly tab: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Time at which the tab told the result; null: it went before. */
  endedAt: number | null;
  told: Told | null;
}

/** Lines of each description. Edits replace one line each, so that edits of several people can be merged. */
export const descriptionLines = 9;

const firstDue = Date.UTC(2100, 0, 1);

export function markOf(number: number): string {
  return `[${number}]`;
}

/** A date is marked by its minute. */
export function dueDateOf(number: number): string {
  return new Date(firstDue + number * 60_000).toISOString();
}

/** Returns the numbers of the edits whose marks stand in a text or date. */
export function numbersIn(value: string): number[] {
  const time = /^2\d{3}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  if (time >= firstDue) return [(time - firstDue) / 60_000];
  return [...value.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number));
}

/** Returns the item that a change makes or changes. */
export function targetOf({ kind, input }: Change): string {
  const { id, taskId, commentId, labelId }: Readonly<Record<string, unknown>> = { ...input };
  if (kind.startsWith("create")) return String(id);
  return String(commentId ?? labelId ?? taskId);
}

/** Values that a change sets, by the name of their part. */
export function valuesOf({ kind, input }: Change): ReadonlyMap<string, string> {
  const values = readParts({ ...input });
  const { addLabelIds = [], removeLabelIds = [] }: { addLabelIds?: string[]; removeLabelIds?: string[] } =
    input as object;
  for (const id of addLabelIds) values.set(`label:${id}`, "added");
  for (const id of removeLabelIds) values.set(`label:${id}`, "removed");
  if (kind === "moveTask" || kind === "updateTaskStatus") values.set("place", JSON.stringify(input));
  if (/^(delete|restore)/.test(kind)) values.set("existence", kind);
  return values;
}

/** Returns the parts of an item, or of the fields that an input gives. */
export function readParts(item: Readonly<Record<string, unknown>>): Map<string, string> {
  const parts = new Map<string, string>();
  for (const name of ["title", "dueAt", "priority", "body", "name", "color", "assigneeId"]) {
    if (item[name] !== undefined) parts.set(name, String(item[name]));
  }
  const { description } = item;
  if (typeof description !== "string") return parts;
  for (const text of description.split("\n")) {
    const name = `description:${text.split(":")[0]}`;
    // A merge may leave two edits of one line.
    parts.set(name, [parts.get(name) ?? [], text].flat().join(" "));
  }
  return parts;
}

/** Replaces the line with this number. Each line begins with its number, so that merges do not confuse lines. */
export function writeLine(text: string | null | undefined, line: number, words: string): string {
  const lines = text ? text.split("\n") : Array.from({ length: descriptionLines }, (_, index) => `${index}:`);
  return lines.map((each) => (each.startsWith(`${line}:`) ? `${line}: ${words}` : each)).join("\n");
}

/** Returns the words of the line with this number. */
export function readLine(text: string, line: number): string {
  const found = text.split("\n").find((each) => each.startsWith(`${line}: `));
  return found?.slice(`${line}: `.length) ?? "";
}

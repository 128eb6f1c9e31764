import type { ProjectEvent, WireItem } from "../wire.ts";

/** Changes that came by the stream, by the items and fields that they are about. */
export class OthersChanges {
  readonly #newest = new Map<string, number>();
  readonly #gone = new Set<string>();

  note(event: ProjectEvent): void {
    const { item, deletedId, deed, task } = readEvent(event);
    // A comment changes its task.
    for (const id of [item?.id, deletedId, task?.id]) if (id) this.#newest.set(id, event.seq);
    for (const field of changedFields(event, deed)) this.#newest.set(`${item?.id}.${field}`, event.seq);
    if (deletedId) this.#gone.add(deletedId);
    else if (item) this.#gone.delete(item.id);
  }

  /** Number of the newest change of the item, or of one of its fields; 0: there is none. */
  newest(id: string, field?: string): number {
    if (field === undefined) return this.#newest.get(id) ?? 0;
    return Math.max(this.#newest.get(`${id}.${field}`) ?? 0, this.#newest.get(`${id}.${anyField}`) ?? 0);
  }

  /** The item was deleted, and not restored since. */
  isGone(id: string): boolean {
    return this.#gone.has(id);
  }

  clear(): void {
    this.#newest.clear();
    this.#gone.clear();
  }
}

/** Stands for all fields of an item whose events do not name those that they change. */
const anyField = "*";

/** Returns the item that an event leaves behind; null: it deletes one, or is about no item. */
export function findLeft(event: ProjectEvent): WireItem | null {
  return readEvent(event).item ?? null;
}

/** Reads an event by its name: `CommentUpdated` has a `comment`, `CommentDeleted` a `commentId`. */
function readEvent(event: ProjectEvent) {
  const [, noun = "", deed = ""] = /^([A-Z][a-z]+)(\w+)$/.exec(event.__typename) ?? [];
  const values = event as unknown as Readonly<Record<string, unknown>>;
  const item = values[lowerFirst(noun)] as WireItem | undefined;
  const task = values["task"] as Pick<WireItem, "id"> | undefined;
  return { deed, item, task, deletedId: values[`${lowerFirst(noun)}Id`] as string | undefined };
}

function changedFields(event: ProjectEvent, deed: string): readonly string[] {
  if (event.__typename === "TaskUpdated") return event.taskChanges.map(nameField);
  if (deed === "StatusChanged") return ["status", "position"];
  return deed === "Updated" ? [anyField] : [];
}

/** Returns the name that edits give to a field: `dueAt` for `DUE_AT`. */
function nameField(field: string): string {
  if (field === "ASSIGNEE") return "assigneeId";
  return field.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

import type { FieldNode } from "graphql";
import type { AnsweredObject } from "./map-objects.ts";

/** What changes under a version, or under the project's number. All else of these types never changes, or has none. */
export const guardedFields: Readonly<Record<string, readonly string[]>> = {
  Task: [
    "title",
    "description",
    "status",
    "priority",
    "position",
    "dueAt",
    "version",
    "commentCount",
    "updatedAt",
    "assignee",
  ],
  Comment: ["body", "version", "updatedAt"],
  Project: ["name", "description", "updatedAt", "seq", "viewerRole"],
  Member: ["role"],
};

/**
 * Knows of each field in the cache how new it is, by the version or number of the answer that brought it, and so which
 * fields of an answer are older than what is there. Fields, not objects: an answer may know of a newer version and not
 * have selected all that is new in it.
 */
export class AnswerGuard {
  readonly #stamps = new Map<string, Map<string, number>>();

  /** Of how many things it knows something. */
  get size(): number {
    return this.#stamps.size;
  }

  /** Notes what an object brings. What has no version, and nothing around it has a number, is taken as it comes. */
  note(id: string, object: AnsweredObject): void {
    const stamp = stampOf(object);
    if (stamp === undefined) return;
    if (object.typename === "Member") this.raise(id, "id", stamp);
    for (const [key, { name }] of guardedIn(object))
      if (object.value[key] !== undefined) this.raise(id, name.value, stamp);
  }

  /** The object without what is older than what was noted. */
  withoutOlder(id: string, object: AnsweredObject): Readonly<Record<string, unknown>> {
    const stamp = stampOf(object);
    const known = this.#stamps.get(id);
    if (stamp === undefined || !known) return object.value;
    const older = guardedIn(object).filter(([, { name }]) => stamp < (known.get(name.value) ?? stamp));
    if (older.length === 0) return object.value;
    const kept = { ...object.value };
    for (const [key] of older) delete kept[key];
    return kept;
  }

  /** Notes that a field is as new as that; false when it is newer. */
  raise(id: string, field: string, stamp: number): boolean {
    const known = this.#stamps.get(id) ?? new Map<string, number>();
    if (stamp < (known.get(field) ?? stamp)) return false;
    this.#stamps.set(id, known.set(field, stamp));
    return true;
  }

  /** Whether a membership was told of at that number, or later. */
  isKnownAt(id: string, seq: number): boolean {
    return (this.#stamps.get(id)?.get("id") ?? -1) >= seq;
  }

  forget(id: string): void {
    this.#stamps.delete(id);
  }

  clear(): void {
    this.#stamps.clear();
  }
}

/** How new an object is: by its version, or by the nearest number around it. */
function stampOf(object: AnsweredObject): number | undefined {
  if (object.typename === "Task" || object.typename === "Comment") return numberOf(object, "version");
  return seqOf(object);
}

/** The number of the project's change that an object is of: its own, or that of what it is answered in. */
export function seqOf(object: AnsweredObject): number | undefined {
  for (let each: AnsweredObject | undefined = object; each; each = each.parent) {
    const seq = numberOf(each, "seq");
    if (seq !== undefined) return seq;
  }
  return undefined;
}

/** A field of the object, under whatever name. */
export function numberOf(object: AnsweredObject, field: string): number | undefined {
  const value = fieldOf(object, field);
  return typeof value === "number" ? value : undefined;
}

export function fieldOf({ fields, value }: AnsweredObject, field: string): unknown {
  for (const [key, { name }] of fields) if (name.value === field) return value[key];
  return undefined;
}

function guardedIn({ typename, fields }: AnsweredObject): [string, FieldNode][] {
  const guarded = guardedFields[typename];
  return guarded ? [...fields].filter(([, { name }]) => guarded.includes(name.value)) : [];
}

import type { FieldNode } from "graphql";
import { entities } from "../generated/store-schema.ts";
import { type AnsweredObject, fieldOf, numberOf, seqOf } from "./map-objects.ts";

type Entities = typeof entities;

/**
 * Number that tells how new an entity's fields are, and the fields that never change. A project also changes with its
 * members, and so goes by `seq`.
 */
interface Rule<Name extends keyof Entities> {
  readonly by: Name extends "Project" | "Member" ? "seq" : "version";
  readonly fixed: readonly Entities[Name][number][];
  /** Lists without pages that change under the same number. */
  readonly lists?: readonly string[];
}

/** A user has neither a version nor a project: each answer counts. */
const rules: { readonly [Name in keyof Entities]: Name extends "User" ? null : Rule<Name> } = {
  Comment: { by: "version", fixed: ["id", "author", "createdAt", "createdSeq", "task"] },
  Label: { by: "version", fixed: ["id"] },
  Member: { by: "seq", fixed: ["id", "joinedAt", "joinedSeq", "user"] },
  Project: { by: "seq", fixed: ["id", "createdAt", "number"], lists: ["labels"] },
  Task: { by: "version", fixed: ["id", "createdAt", "createdBy", "project"], lists: ["labels"] },
  User: null,
};

/** Fields that change under a version or under the project's number, by type. */
export const guardedFields: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(rules).map(([name, rule]) => {
    const fixed: readonly string[] = rule?.fixed ?? entities[name as keyof Entities];
    const changing = entities[name as keyof Entities].filter((field) => !fixed.includes(field));
    return [name, [...changing, ...(rule?.lists ?? [])]];
  }),
);

/** The field that tells how new an entity of this type is: `seq` is that of the nearest object around it. */
export function stampField(typename: string): "version" | "seq" | undefined {
  return typename in rules ? rules[typename as keyof Entities]?.by : undefined;
}

interface Stamp {
  readonly value: number;
  /** The moment at which the value was first seen. */
  readonly seenAt: number;
}

interface Known {
  projectId: string | undefined;
  readonly fields: Map<string, Stamp>;
}

/**
 * Knows how new each cached field is: the version or number of the answer that brought it. It tells which fields of an
 * answer are older. It works by field, since an answer may not select every field that changed with its version.
 */
export class AnswerGuard {
  readonly #known = new Map<string, Known>();
  #moment = 0;

  /** Number of entities with a known stamp. */
  get size(): number {
    return this.#known.size;
  }

  /** Counts the answers and events taken. A request that is sent now has seen all up to this moment. */
  get moment(): number {
    return this.#moment;
  }

  /** An answer or event is about to be noted. */
  advance(): void {
    this.#moment += 1;
  }

  /** Notes the stamps of an object's fields. An object without a version or a number around it is not guarded. */
  note(id: string, object: AnsweredObject): void {
    const stamp = stampOf(object);
    if (stamp === undefined) return;
    if (object.typename === "Member") this.raise(id, "id", stamp);
    for (const [key, { name }] of guardedIn(object))
      if (object.value[key] !== undefined) this.raise(id, name.value, stamp);
    const known = this.#known.get(id);
    if (known) known.projectId ??= projectOf(object);
  }

  /** Returns the object without the fields that are older than those noted. */
  withoutOlder(id: string, object: AnsweredObject): Readonly<Record<string, unknown>> {
    const stamp = stampOf(object);
    const fields = this.#known.get(id)?.fields;
    if (stamp === undefined || !fields) return object.value;
    const older = guardedIn(object).filter(([, { name }]) => stamp < (fields.get(name.value)?.value ?? stamp));
    if (older.length === 0) return object.value;
    const kept = { ...object.value };
    for (const [key] of older) delete kept[key];
    return kept;
  }

  /** Notes that a field is at least as new as the stamp. Returns false when it is newer. */
  raise(id: string, field: string, value: number): boolean {
    const known = this.#known.get(id) ?? { projectId: undefined, fields: new Map<string, Stamp>() };
    const stamp = known.fields.get(field);
    if (stamp && value < stamp.value) return false;
    if (value !== stamp?.value) known.fields.set(field, { value, seenAt: this.#moment });
    this.#known.set(id, known);
    return true;
  }

  /**
   * Returns true when an answer shows less than had been seen before its request was sent. Such an answer comes from
   * another history of the database.
   */
  contradicts(id: string, field: "version" | "seq", value: number, sentAt: number): boolean {
    const known = this.#known.get(id)?.fields.get(field);
    return known !== undefined && value < known.value && known.seenAt <= sentAt;
  }

  /** Undefined where no answer named the entity's project. */
  projectOf(id: string): string | undefined {
    return this.#known.get(id)?.projectId;
  }

  /** Returns true when a membership was noted at that number or later. */
  isKnownAt(id: string, seq: number): boolean {
    return (this.#known.get(id)?.fields.get("id")?.value ?? -1) >= seq;
  }

  forget(id: string): void {
    this.#known.delete(id);
  }

  /** Forgets a project's entities, and those whose project is not known. */
  forgetProject(projectId: string): void {
    for (const [id, known] of this.#known)
      if (id === `Project:${projectId}` || (known.projectId ?? projectId) === projectId) this.#known.delete(id);
  }

  clear(): void {
    this.#known.clear();
  }
}

function stampOf(object: AnsweredObject): number | undefined {
  return stampField(object.typename) === "version" ? numberOf(object, "version") : seqOf(object);
}

/** The id of the project that an answer shows an object in: around it, or as a field `project` or `projectId`. */
export function projectOf(object: AnsweredObject): string | undefined {
  for (let each: AnsweredObject | undefined = object; each; each = each.parent) {
    const project = each.typename === "Project" ? each.value : (fieldOf(each, "project") as object | null | undefined);
    const id = project && "id" in project ? project.id : fieldOf(each, "projectId");
    if (typeof id === "string") return id;
  }
  return undefined;
}

function guardedIn({ typename, fields }: AnsweredObject): [string, FieldNode][] {
  const guarded = guardedFields[typename];
  return guarded ? [...fields].filter(([, { name }]) => guarded.includes(name.value)) : [];
}

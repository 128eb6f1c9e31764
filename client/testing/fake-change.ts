import type { ChangeKind, User } from "../core/wire.ts";
import type { Answer, Deleted, FakeProject, Input, Kept } from "./fake-project.ts";

/** A change that is being judged. */
export interface FakeChange {
  readonly project: FakeProject;
  readonly actor: User;
  readonly input: Input;
  /** Number of its request. A change follows those before it in the same request. */
  readonly request: number;
  /** Each `clientMutationId` of those before it. */
  readonly earlierIds: readonly unknown[];
}

/** The server does not make the change. */
export class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The server's side of these kinds of changes. Each throws a `Refusal` where it makes none. */
export type Handlers<K extends ChangeKind> = { readonly [N in K]: (change: FakeChange) => Answer };

export type Versioned = { readonly id: string; readonly version: number };

/** Keeps a new item of the actor's. */
export function keep<T extends Versioned>(change: FakeChange, value: T, text: string | null = null): Kept<T> {
  const kept: Kept<T> = { value, maker: change.actor.id, fieldVersions: {}, mergedVersion: 0, makers: {}, texts: {} };
  if (text !== null) kept.texts[value.version] = text;
  return kept;
}

/** Returns the item. Throws a `Refusal` where there is none. */
export function requireKept<T>(kept: T | undefined): T {
  if (kept === undefined) throw new Refusal("NOT_FOUND", "Not found, or you are not a member of the project.");
  return kept;
}

/**
 * Returns the item of the project that the actor made by this id; undefined: the id is free. Throws a `Refusal` for a
 * taken one, also by a deleted item or in another project.
 */
export function findMade<T>(
  { project, actor, input }: FakeChange,
  listOf: (data: FakeProject["data"]) => readonly [ReadonlyMap<string, Kept<T>>, deleted: { has(id: string): boolean }],
): T | undefined {
  const id = String(input["id"]);
  const [items] = listOf(project.data);
  const made = items.get(id);
  const isTakenIn = ({ data }: FakeProject) => listOf(data).some((each) => each.has(id));
  if (made ? made.maker !== actor.id : [...project.all.values()].some(isTakenIn))
    throw new Refusal("BAD_USER_INPUT", "This id is taken. Choose another one.");
  return made?.value;
}

export function done(name: string, seq: number, fields: object): Answer {
  return { __typename: `${name}Payload`, seq, ...fields };
}

export function isAdmin({ project, actor }: FakeChange): boolean {
  return ["ADMIN", "OWNER"].includes(project.roleOf(actor) ?? "");
}

/** Returns the deleted item. Throws a `Refusal` where there is none, or somebody else deleted it. */
export function requireRestorable<T>(change: FakeChange, deleted: Deleted<T> | undefined): Deleted<T> {
  const item = requireKept(deleted);
  if (item.by !== change.actor.id && !isAdmin(change))
    throw new Refusal("FORBIDDEN", "Only an administrator may restore what somebody else deleted.");
  return item;
}

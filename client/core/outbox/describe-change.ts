import type { Board } from "../store/board.ts";
import type { Rule } from "../store/noun.ts";
import { rules } from "../store/nouns.ts";
import type { StoredIntent } from "../types.ts";
import type { Change, Task, WireItem } from "../wire.ts";

/** Values of all inputs. One of another type does not compile, and needs a check in `requireChange`. */
interface Values {
  readonly [name: `${string}Ids`]: readonly string[] | null | undefined;
  readonly [name: string]: string | number | boolean | readonly string[] | null | undefined;
}

export interface DescribedChange {
  readonly action: Rule["action"];
  readonly target: string;
  readonly parent: string | undefined;
  /** Ids that it puts on lists. The server ignores those that it does not know. */
  readonly listed: readonly string[];
  readonly isVersioned: boolean;
  readonly isOfProject: boolean;
  /** Names of the values that it replaces. Adding to lists and removing from them replaces none. */
  readonly fields: readonly string[];
  /** Returns the input of an earlier unsent change of the item, with this edit in it. */
  join(known: Change): object;
  /** Returns the item as a board has it. */
  find(board: Board): WireItem | undefined;
}

/** Changes never change, and are asked about often. */
const described = new WeakMap<Change, DescribedChange>();

/** Throws a TypeError for an unknown kind. */
export function describeChange(change: Change): DescribedChange {
  const known = described.get(change);
  if (known) return known;
  const { kind, input } = change;
  if (!isKnownKind(kind)) {
    throw new TypeError(`Kind of change "${kind}" is unknown. Use one of ${Object.keys(rules).join(", ")}.`);
  }
  const rule = rules[kind];
  const { action, target, parent, isVersioned = false, isOfProject = false } = rule;
  const given: Readonly<Record<string, unknown>> = { ...input };
  const id = String(given[target]);
  const { [target]: _, ...values } = withoutUndefined(given);
  const listed = Object.entries(values).flatMap(([name, value]) => {
    return isAdding.test(name) ? ((value ?? []) as readonly string[]) : [];
  });
  const fresh: DescribedChange = {
    ...{ action, isVersioned, isOfProject, target: id, listed },
    parent: parent === undefined ? undefined : String(given[parent]),
    fields: rule.fields ?? Object.keys(values).filter((name) => !isListChange.test(name)),
    join: (earlier) => withoutUndefined({ ...earlier.input, ...values, ...rule.join?.(earlier, change) }),
    find: (board) => rule.find(board, id),
  };
  described.set(change, fresh);
  return fresh;
}

/** Names of the values that may be null: ids, `description` and `dueAt`. */
const nullable = /^d|ids?$/i;

/**
 * Throws a TypeError for an unknown kind, and for a value of a wrong type. So it does for null where the server takes
 * none, and where the item or another value that it needs is missing.
 */
export function requireChange(change: Change): DescribedChange {
  const known = describeChange(change);
  const { target, action, parent = target, types, needs } = rules[change.kind];
  const values: Values = change.input;
  const required = [...(action === "create" && parent === target ? [] : [parent]), ...Object.keys(needs ?? {})];
  for (const name of [...required, ...Object.keys(values)]) {
    const value = values[name];
    const isList = /Ids$/.test(name);
    if (!required.includes(name) && (value === undefined || (value === null && nullable.test(name)))) continue;
    const type = types?.[name] ?? "string";
    if (Array.isArray(value) !== isList || ![value].flat().every((each) => typeof each === type)) {
      throw new TypeError(`"${name}" must be a ${isList ? "list of strings" : type}.`);
    }
  }
  return known;
}

function withoutUndefined(values: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Name of an input field whose items come onto a list. */
const isAdding = /^(?!remove).*Ids$/;

/** Name of an input field that adds to a list or removes from it, which never conflicts. */
const isListChange = /^(add|remove)\w+Ids$/;

/** Returns true for a kind of change of this version of the client. */
export function isKnownKind(kind: string): boolean {
  return Object.hasOwn(rules, kind);
}

/** Returns the item's values of these fields. */
export function readValues(item: WireItem, fields: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fields.map((field) => [field, readValue(item, field)]));
}

/** Returns true when the item still has every value that the person saw; false where these are unknown. */
export function isUntouched({ before }: Pick<StoredIntent, "before">, item: WireItem): boolean {
  return !!before && Object.entries(before).every(([field, value]) => readValue(item, field) === value);
}

/** Fields that both changes replace. */
export function sharedFields(one: DescribedChange, other: DescribedChange): readonly string[] {
  return one.target === other.target ? one.fields.filter((field) => other.fields.includes(field)) : [];
}

function readValue(item: WireItem, field: string): unknown {
  if (field === "assigneeId") return (item as Task).assignee?.id ?? null;
  return (item as unknown as Record<string, unknown>)[field] ?? null;
}

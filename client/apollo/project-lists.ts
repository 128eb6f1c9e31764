import type { ApolloCache, Reference } from "@apollo/client";
import type { Board, Items } from "../core/store/board.ts";
import { type ListedNoun, listedNouns, typenames } from "../core/store/nouns.ts";
import { plainLists } from "../generated/store-schema.ts";
import { compareComments, type Difference } from "./compare-items.ts";
import { followList, type ItemChange } from "./follow-list.ts";
import { commentList, type ListedItem, type ListRule, memberList, readArguments, taskList } from "./list-rules.ts";
import { itemsOf, type StoredList } from "./stored-list.ts";

/** Changes a field that a cache stores. */
export type FieldModifier = (value: unknown, details: FieldDetails) => unknown;

interface FieldDetails {
  readonly storeFieldName: string;
  readonly readField: (field: string, from: Reference) => unknown;
}

/**
 * Applies changes to all lists of a project that a cache holds. `isWhole`: items that the board does not know leave
 * them. `others` changes further fields of the project.
 */
export function followLists(
  cache: ApolloCache,
  projectId: string,
  difference: Difference,
  board: Board,
  isWhole: boolean,
  others: Readonly<Record<string, FieldModifier>> = {},
): void {
  const { tasks, members, comments } = difference;
  const whole = listedNouns.filter((noun) => isPlain(noun) && (difference[noun].length > 0 || isWhole));
  const toRefs = (noun: ListedNoun) => () =>
    [...board[noun].values()].map(({ id }) => ({ __ref: `${typenames[noun]}:${id}` }));
  modify(cache, `Project:${projectId}`, {
    ...others,
    tasks: follow(taskList, tasks, board.tasks, isWhole),
    members: follow(memberList, members, board.members, isWhole),
    ...Object.fromEntries(whole.map((noun) => [noun, toRefs(noun)])),
  });
  for (const { id, before, after } of comments) {
    if (!after) continue;
    const items = new Map(after.comments.map((comment) => [comment.id, comment]));
    modify(cache, `Task:${id}`, { comments: follow(commentList, compareComments(before, after), items, !before) });
  }
}

/** Returns true for a list of the project without pages. */
export function isPlain(noun: string): boolean {
  return noun in plainLists.Project;
}

function follow<T extends ListedItem>(
  rule: ListRule,
  changes: readonly ItemChange<T>[],
  items: Items<T>,
  isWhole: boolean,
): FieldModifier {
  return (value, { storeFieldName, readField }) => {
    const list = value as StoredList;
    const unknown = isWhole ? findUnknown(rule, list, items) : [];
    if (changes.length + unknown.length === 0) return list;
    const args = readArguments(storeFieldName);
    return followList(list, { rule, args, changes: [...changes, ...unknown], items, readField });
  };
}

function findUnknown({ typename }: ListRule, list: StoredList, items: Items<unknown>): ItemChange<never>[] {
  return (itemsOf(list) ?? []).flatMap(({ __ref }) => {
    const id = __ref.slice(typename.length + 1);
    return items.get(id) ? [] : { id, before: null, after: null };
  });
}

/** Watchers are told by the batch around it. */
function modify(cache: ApolloCache, id: string, fields: Readonly<Record<string, FieldModifier>>): void {
  cache.modify({ id, fields: fields as never, broadcast: false });
}

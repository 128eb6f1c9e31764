import type { ApolloCache, Reference } from "@apollo/client";
import type { Board } from "../core/store/board.ts";
import { compareComments, type Difference } from "./compare-items.ts";
import { followList, type ItemChange } from "./follow-list.ts";
import { commentList, type ListedItem, type ListRule, memberList, readArguments, taskList } from "./list-rules.ts";
import { itemsOf, type StoredList } from "./stored-list.ts";

/** The lists of a project that a cache holds. */
export class ProjectLists {
  readonly #cache: ApolloCache;
  readonly #projectId: string;
  /** Number of items that belong into each list of the base cache, by the name of its field. */
  readonly #totals = new Map<string, number>();

  constructor(cache: ApolloCache, projectId: string) {
    this.#cache = cache;
    this.#projectId = projectId;
  }

  /** The cache was emptied. */
  restart(): void {
    this.#totals.clear();
  }

  /**
   * Applies changes to all lists. `isWhole`: items that the board does not know leave them. `isBase`: the changes are
   * confirmed, so they count in later totals.
   */
  follow({ tasks, labels, members, comments }: Difference, board: Board, isWhole: boolean, isBase: boolean): void {
    const id = `Project:${this.#projectId}`;
    const follow =
      <T extends ListedItem>(rule: ListRule, changes: readonly ItemChange<T>[], items: () => Iterable<T>) =>
      (list: unknown, { storeFieldName, readField }: FieldDetails) => {
        const args = readArguments(storeFieldName);
        const known = list as StoredList;
        const own = isWhole
          ? [...changes, ...findUnknown(rule, known, new Set([...items()].map((item) => item.id)))]
          : changes;
        const matches = rule.matches(args);
        const count = () => {
          let total = 0;
          for (const item of items()) if (matches(item)) total += 1;
          return total;
        };
        const total = () => (isBase ? this.#countTotal(storeFieldName, count) : count());
        if (isBase) this.#raiseTotal(storeFieldName, own, matches);
        return followList(known, { rule, args, changes: own, total, readField });
      };
    const fields: Record<string, (value: unknown, details: FieldDetails) => unknown> = {};
    if (tasks.length > 0 || isWhole) fields["tasks"] = follow(taskList, tasks, () => board.tasks.values());
    if (members.length > 0 || isWhole) fields["members"] = follow(memberList, members, () => board.members.values());
    if (labels.length > 0 || isWhole) {
      fields["labels"] = () => [...board.labels.values()].map((label) => ({ __ref: `Label:${label.id}` }));
    }
    if (Object.keys(fields).length > 0) this.#cache.modify({ id, fields: fields as never, broadcast: false });
    for (const { id: taskId, before, after } of comments) {
      if (!after) continue;
      const changes = compareComments(before, after);
      const ids = new Set(after.comments.map((comment) => comment.id));
      this.#cache.modify({
        id: `Task:${taskId}`,
        fields: {
          comments: ((list: StoredList, { storeFieldName, readField }: FieldDetails) =>
            followList(list, {
              rule: commentList,
              args: readArguments(storeFieldName),
              changes: before ? changes : [...changes, ...findUnknown(commentList, list, ids)],
              total: () => after.comments.length,
              readField,
            })) as never,
        },
        broadcast: false,
      });
    }
  }

  #countTotal(storeFieldName: string, count: () => number): number {
    const total = this.#totals.get(storeFieldName) ?? count();
    this.#totals.set(storeFieldName, total);
    return total;
  }

  #raiseTotal<T extends ListedItem>(
    storeFieldName: string,
    changes: readonly ItemChange<T>[],
    matches: (item: ListedItem) => boolean,
  ): void {
    const total = this.#totals.get(storeFieldName);
    if (total === undefined) return;
    let change = 0;
    for (const { before, after } of changes) {
      change += Number(after !== null && matches(after)) - Number(before !== null && matches(before));
    }
    this.#totals.set(storeFieldName, total + change);
  }
}

interface FieldDetails {
  readonly storeFieldName: string;
  readonly readField: (field: string, from: Reference) => unknown;
}

function findUnknown({ typename }: ListRule, list: StoredList, ids: ReadonlySet<string>): ItemChange<never>[] {
  return (itemsOf(list) ?? []).flatMap(({ __ref }) => {
    const id = __ref.slice(typename.length + 1);
    return ids.has(id) ? [] : { id, before: null, after: null };
  });
}

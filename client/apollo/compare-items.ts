import type { Items } from "../core/store/board.ts";
import { type Noun, type NounItems, nouns } from "../core/store/nouns.ts";
import type { CommentList } from "../core/types.ts";
import type { Comment } from "../core/wire.ts";
import type { ItemChange } from "./follow-list.ts";

/** Items as a cache holds them, by noun and id. */
export type Written = { readonly [N in Noun]: Map<string, unknown> };

/** Changes of a project's items, by noun. */
export type Difference = { readonly [N in Noun]: readonly ItemChange<NounItems[N]>[] };

export function createWritten(): Written {
  return Object.fromEntries(nouns.map((noun) => [noun, new Map()])) as unknown as Written;
}

/** Items of a board by noun. */
export type Compared = { readonly [N in Noun]: Items<unknown> & { keys(): Iterable<string> } };

/** Returns which items differ. `touched`: keys of those that may, as `tasks:<id>`; null: any may. */
export function compareItems(written: Written, confirmed: Compared, touched: ReadonlySet<string> | null): Difference {
  const compare = (noun: Noun): ItemChange<unknown>[] => {
    const ids = touched
      ? [...touched].flatMap((key) => (key.startsWith(`${noun}:`) ? key.slice(noun.length + 1) : []))
      : new Set([...written[noun].keys(), ...confirmed[noun].keys()]);
    return [...ids].flatMap((id) => {
      const [before, after] = [written[noun].get(id) ?? null, confirmed[noun].get(id) ?? null];
      return before === after && after ? [] : { id, before, after };
    });
  };
  return Object.fromEntries(nouns.map((noun) => [noun, compare(noun)])) as unknown as Difference;
}

/** Returns which comments differ between two states of a task's list; null: there is no list. */
export function compareComments(before: CommentList | null, after: CommentList | null): ItemChange<Comment>[] {
  const known = new Map(before?.comments.map((comment) => [comment.id, comment]));
  const changes: ItemChange<Comment>[] = [];
  for (const comment of after?.comments ?? []) {
    const old = known.get(comment.id) ?? null;
    known.delete(comment.id);
    if (old !== comment) changes.push({ id: comment.id, before: old, after: comment });
  }
  for (const [id, old] of known) changes.push({ id, before: old, after: null });
  return changes;
}

import type { Items } from "../core/store/board.ts";
import type { CommentList } from "../core/types.ts";
import type { Comment, Label, Member, Task } from "../core/wire.ts";
import type { ItemChange } from "./follow-list.ts";

/** Items as a cache holds them. */
export interface Written {
  readonly tasks: Map<string, Task>;
  readonly labels: Map<string, Label>;
  readonly members: Map<string, Member>;
  readonly comments: Map<string, CommentList>;
}

export type Noun = keyof Written;

/** Changes of a project's items, by noun. */
export interface Difference {
  readonly tasks: readonly ItemChange<Task>[];
  readonly labels: readonly ItemChange<Label>[];
  readonly members: readonly ItemChange<Member>[];
  readonly comments: readonly ItemChange<CommentList>[];
}

/** The nouns of which a project holds many. */
export const nouns = ["tasks", "labels", "members", "comments"] as const;

export function createWritten(): Written {
  return { tasks: new Map(), labels: new Map(), members: new Map(), comments: new Map() };
}

/** Items of a board by noun. */
export type Compared = { readonly [N in Noun]: Items<unknown> & { keys(): Iterable<string> } };

/** Returns which items differ. `touched`: keys of those that may, as `tasks:<id>`; null: any may. */
export function compareItems(written: Written, confirmed: Compared, touched: ReadonlySet<string> | null): Difference {
  const compare = <T>(noun: Noun): ItemChange<T>[] => {
    const [known, items] = [written[noun] as Items<unknown>, confirmed[noun]] as [Items<T>, Items<T>];
    const prefix = `${noun}:`;
    const ids = touched
      ? [...touched].flatMap((key) => (key.startsWith(prefix) ? key.slice(prefix.length) : []))
      : new Set([...written[noun].keys(), ...confirmed[noun].keys()]);
    const changes: ItemChange<T>[] = [];
    for (const id of ids) {
      const [before, after] = [known.get(id) ?? null, items.get(id) ?? null];
      if (before !== after || !after) changes.push({ id, before, after });
    }
    return changes;
  };
  return {
    tasks: compare("tasks"),
    labels: compare("labels"),
    members: compare("members"),
    comments: compare("comments"),
  };
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

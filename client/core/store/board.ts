import type { ProjectRole } from "../../generated/graphql.ts";
import type { BoardSnapshot, CommentList } from "../types.ts";
import type { ProjectFields, User } from "../wire.ts";
import { type ListedNoun, listedNouns, type Noun, type NounItems, nouns } from "./nouns.ts";

/** A project's items, for reading. Comments are the lists that were loaded, by task id. */
export interface Board extends ItemsOf {
  readonly project: ProjectFields;
  readonly viewerRole: ProjectRole;
  readonly me: User;
}

type ItemsOf = { readonly [N in Noun]: Items<NounItems[N]> };

/** Items by id. */
export interface Items<T> {
  get(id: string): T | undefined;
  values(): Iterable<T>;
}

/** New values of items; null removes one. Everything absent stays. */
export interface Patch extends EntriesOf {
  readonly project?: ProjectFields;
  readonly viewerRole?: ProjectRole;
  readonly me?: User;
}

type EntriesOf = { readonly [N in Noun]?: readonly ItemEntry<NounItems[N]>[] };

export type ItemEntry<T> = readonly [id: string, value: T | null];

/** The board that the server has confirmed, in maps that patches change in place. */
export interface ConfirmedBoard extends MapsOf {
  project: ProjectFields;
  viewerRole: ProjectRole;
  me: User;
}

type MapsOf = { readonly [N in Noun]: Map<string, NounItems[N]> };

export function createBoard(
  snapshot: BoardSnapshot,
  comments: Readonly<Record<string, CommentList>> = {},
): ConfirmedBoard {
  const { project, viewerRole, me } = snapshot;
  const listed = Object.fromEntries(listedNouns.map((noun) => [noun, byId<{ readonly id: string }>(snapshot[noun])]));
  // The compiler cannot follow a loop over the nouns.
  return { project, viewerRole, me, ...(listed as unknown as MapsOf), comments: new Map(Object.entries(comments)) };
}

/** Returns what `createBoard` takes, beside the position. */
export function listItems(board: ConfirmedBoard): Pick<BoardSnapshot, ListedNoun> {
  const listed = listedNouns.map((noun) => [noun, [...board[noun].values()]] as const);
  return Object.fromEntries(listed) as unknown as Pick<BoardSnapshot, ListedNoun>;
}

/** Changes the board in place. */
export function applyPatch(board: ConfirmedBoard, patch: Patch): void {
  if (patch.project) board.project = patch.project;
  if (patch.viewerRole) board.viewerRole = patch.viewerRole;
  if (patch.me) board.me = patch.me;
  for (const noun of nouns) {
    const items: Map<string, unknown> = board[noun];
    for (const [id, value] of patch[noun] ?? []) {
      if (value === null) items.delete(id);
      else items.set(id, value);
    }
  }
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

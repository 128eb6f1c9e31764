import type { ProjectRole } from "../../generated/graphql.ts";
import type { BoardSnapshot, CommentList } from "../types.ts";
import type { Comment, Label, Member, ProjectFields, Task, User } from "../wire.ts";

/** A project's items, for reading. */
export interface Board {
  readonly project: ProjectFields;
  readonly viewerRole: ProjectRole;
  readonly me: User;
  readonly tasks: Items<Task>;
  readonly labels: Items<Label>;
  readonly members: Items<Member>;
  /** Lists that were loaded, by task id. */
  readonly comments: Items<CommentList>;
}

/** Items by id. */
export interface Items<T> {
  get(id: string): T | undefined;
  values(): Iterable<T>;
}

/** New values of items; null removes one. Everything absent stays. */
export interface Patch {
  readonly project?: ProjectFields;
  readonly viewerRole?: ProjectRole;
  readonly me?: User;
  readonly tasks?: readonly ItemEntry<Task>[];
  readonly labels?: readonly ItemEntry<Label>[];
  readonly members?: readonly ItemEntry<Member>[];
  readonly comments?: readonly ItemEntry<CommentList>[];
}

export type ItemEntry<T> = readonly [id: string, value: T | null];

/** The nouns of which a board holds many. */
export const nouns = ["tasks", "labels", "members", "comments"] as const;
export type Noun = (typeof nouns)[number];

/** The board that the server has confirmed, in maps that patches change in place. */
export interface ConfirmedBoard extends Board {
  project: ProjectFields;
  viewerRole: ProjectRole;
  me: User;
  readonly tasks: Map<string, Task>;
  readonly labels: Map<string, Label>;
  readonly members: Map<string, Member>;
  readonly comments: Map<string, CommentList>;
}

export function createBoard(
  { project, viewerRole, me, tasks, labels, members }: BoardSnapshot,
  comments: Readonly<Record<string, CommentList>> = {},
): ConfirmedBoard {
  return {
    ...{ project, viewerRole, me },
    tasks: byId(tasks),
    labels: byId(labels),
    members: byId(members),
    comments: new Map(Object.entries(comments)),
  };
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

/** Finds a comment in the lists that are loaded. */
export function findComment(board: Board, commentId: string): { taskId: string; comment: Comment } | undefined {
  for (const list of board.comments.values()) {
    const comment = list.comments.find(({ id }) => id === commentId);
    if (comment) return { taskId: list.taskId, comment };
  }
  return undefined;
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

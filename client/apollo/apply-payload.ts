import type { ApolloCache, Reference } from "@apollo/client";
import type { PayloadName } from "../generated/store-schema.ts";
import type { CacheState } from "./cache-state.ts";
import { placeItem } from "./change-lists.ts";
import { keptLists } from "./lists.ts";
import { type AnsweredObject, fieldOf, numberOf } from "./map-objects.ts";
import { bury, markGone, unbury } from "./mark-gone.ts";
import { addPending } from "./pending-items.ts";
import { findMembership, placeNewLabel, placeNewTask, refer } from "./place-change.ts";
import type { BoardTask } from "./project-view.ts";

/** A mutation's payload, and the input that it answers. */
export interface Answered {
  readonly payload: AnsweredObject;
  readonly input: Readonly<Record<string, unknown>>;
}

/** The effect of a payload on lists: the type that it creates, brings back or removes, or null for none. */
type Effect =
  | { readonly creates: Listed }
  | { readonly restores: "Comment" | "Task" }
  | { readonly removes: Listed }
  | null;

type Listed = "Comment" | "Label" | "Member" | "Project" | "Task";

const effects: Readonly<Record<PayloadName, Effect>> = {
  AddMemberPayload: { creates: "Member" },
  // Lists follow the events of its changes.
  ApplyChangesPayload: null,
  CreateCommentPayload: { creates: "Comment" },
  CreateLabelPayload: { creates: "Label" },
  CreateProjectPayload: { creates: "Project" },
  CreateTaskPayload: { creates: "Task" },
  DeleteCommentPayload: { removes: "Comment" },
  DeleteLabelPayload: { removes: "Label" },
  DeleteProjectPayload: { removes: "Project" },
  DeleteTaskPayload: { removes: "Task" },
  MoveTaskPayload: null,
  RestoreCommentPayload: { restores: "Comment" },
  RestoreTaskPayload: { restores: "Task" },
  RemoveMemberPayload: { removes: "Member" },
  UpdateCommentPayload: null,
  UpdateLabelPayload: null,
  UpdateMemberRolePayload: null,
  UpdateProjectPayload: null,
  UpdateTaskPayload: null,
  UpdateTaskStatusPayload: null,
};

/** Applies a mutation's answer to the lists. Its event does the same: the one that arrives second changes nothing. */
export function applyPayload(cache: ApolloCache, state: CacheState, { payload, input }: Answered): void {
  const read = (field: string) => textOf(payload, field) ?? textIn(input, field);
  const projectId = read("projectId");
  const seq = numberOf(payload, "seq");
  // Its event arrived before and did all of this. Later changes stand.
  if (seq !== undefined && seq <= (state.followed.seq(projectId) ?? -1)) return;
  const effect = effectOf(payload);
  if (effect && "creates" in effect) {
    const node = made(payload, effect.creates);
    if (!node) return;
    if (effect.creates === "Task") placeNewTask(cache, state, projectId, fieldOf(payload, "task") as BoardTask, seq);
    else if (effect.creates === "Label") placeNewLabel(cache, state, projectId, node, seq);
    else {
      // A task's comments are not counted by the project's number.
      const stamp = effect.creates === "Member" ? seq : undefined;
      const lists = { ...ownerOf(effect.creates, read), stamp };
      placeItem(cache, state, lists, node, () => ({ wasIn: false, isIn: true }));
    }
  } else if (effect && "restores" in effect) {
    restore(cache, state, payload, effect.restores, seq);
  } else if (effect?.removes === "Member") {
    const node = findMembership(cache, state, projectId, read("userId"), seq);
    if (node) bury(cache, state, node, { projectId, seq });
  } else if (effect) {
    bury(cache, state, removed(effect.removes, input), { projectId: projectId || undefined, seq });
  }
}

/** The input names only the item: its project is the one where the cache knew it. */
function restore(
  cache: ApolloCache,
  state: CacheState,
  payload: AnsweredObject,
  typename: "Comment" | "Task",
  seq: number | undefined,
): void {
  const node = made(payload, typename);
  if (!node) return;
  const projectId = state.guard.projectOf(node.__ref);
  unbury(cache, state, node, seq);
  if (typename === "Comment") {
    const task = made(payload, "Task");
    if (task)
      placeItem(cache, state, { ownerId: task.__ref, field: "comments" }, node, () => ({ wasIn: false, isIn: true }));
  } else if (projectId !== undefined) {
    placeNewTask(cache, state, projectId, fieldOf(payload, "task") as BoardTask, seq);
  }
}

/**
 * Applies an optimistic answer in its own layer of the cache. A created item is kept beside the lists: so it hides no
 * change that arrives meanwhile, and its echo can replace it.
 */
export function applyOptimisticPayload(cache: ApolloCache, { payload, input }: Answered): void {
  const effect = effectOf(payload);
  if (!effect || "restores" in effect) return;
  if ("removes" in effect) {
    if (effect.removes !== "Member") markGone(cache, removed(effect.removes, input));
    return;
  }
  const node = made(payload, effect.creates);
  const { ownerId, field } = ownerOf(effect.creates, (name) => textIn(input, name));
  const takesPending = keptLists.some(
    ({ owner, field: name, rule }) => rule.takesPending && name === field && ownerId.startsWith(`${owner}:`),
  );
  if (node && takesPending)
    addPending(cache, { __ref: ownerId }, { node, clientMutationId: textIn(input, "clientMutationId") || null });
}

function effectOf({ typename }: AnsweredObject): Effect {
  return effects[typename as PayloadName] ?? null;
}

/** The list that a created item belongs to. */
function ownerOf(created: Listed, read: (field: string) => string) {
  return {
    Comment: { ownerId: `Task:${read("taskId")}`, field: "comments" },
    Label: { ownerId: `Project:${read("projectId")}`, field: "labels" },
    Member: { ownerId: `Project:${read("projectId")}`, field: "members" },
    Project: { ownerId: "ROOT_QUERY", field: "projects" },
    Task: { ownerId: `Project:${read("projectId")}`, field: "tasks" },
  }[created];
}

/** The item that a deletion names. */
function removed(typename: Listed, input: Answered["input"]): Reference {
  return refer(typename, textIn(input, `${typename.toLowerCase()}Id`));
}

function made(payload: AnsweredObject, typename: string): Reference | undefined {
  const value = fieldOf(payload, typename.toLowerCase());
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
  return typeof id === "string" ? refer(typename, id) : undefined;
}

function textOf(payload: AnsweredObject, field: string): string | undefined {
  const value = fieldOf(payload, field);
  return typeof value === "string" ? value : undefined;
}

function textIn(input: Answered["input"], field: string): string {
  const value = input[field];
  return typeof value === "string" ? value : "";
}

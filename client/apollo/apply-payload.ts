import type { ApolloCache, Reference } from "@apollo/client";
import { fieldOf, numberOf } from "./answer-guard.ts";
import type { CacheState } from "./cache-state.ts";
import { placeItem } from "./change-lists.ts";
import type { AnsweredObject } from "./map-objects.ts";
import { bury, markGone } from "./mark-gone.ts";
import { addPending } from "./pending-items.ts";
import { findMembership, placeNewTask, refer } from "./place-change.ts";
import type { BoardTask } from "./project-view.ts";

/** What a mutation answered, and what it was given. */
export interface Answered {
  readonly payload: AnsweredObject;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * Does to the lists what a mutation's answer tells. Its event does the same once more, to no effect: whichever comes
 * first.
 */
export function applyPayload(cache: ApolloCache, state: CacheState, { payload, input }: Answered): void {
  const read = (field: string) => textOf(payload, field) ?? textIn(input, field);
  const projectId = read("projectId");
  const seq = numberOf(payload, "seq");
  // Its event was here before, and did all of this; what has happened since stands.
  if (seq !== undefined && seq <= (state.followed.seq(projectId) ?? -1)) return;
  const place = (ownerId: string, field: string, node: Reference | undefined, stamp?: number) => {
    if (node) placeItem(cache, state, { ownerId, field, stamp }, node, () => ({ wasIn: false, isIn: true }));
  };
  const take = (node: Reference | undefined, at?: number) => node && bury(cache, state, node, at);

  switch (payload.typename) {
    case "CreateTaskPayload":
      if (made(payload, "Task")) placeNewTask(cache, state, projectId, fieldOf(payload, "task") as BoardTask, seq);
      break;
    case "CreateCommentPayload":
      place(`Task:${read("taskId")}`, "comments", made(payload, "Comment"));
      break;
    case "AddMemberPayload":
      place(`Project:${projectId}`, "members", made(payload, "Member"), seq);
      break;
    case "CreateProjectPayload":
      place("ROOT_QUERY", "projects", made(payload, "Project"));
      break;
    case "RemoveMemberPayload":
      take(findMembership(cache, state, projectId, read("userId"), seq), seq);
      break;
    default:
      take(gone(payload, input));
  }
}

/**
 * The same for an optimistic answer, in its own layer of the cache. What it makes it leaves beside the lists, so that
 * changes which come meanwhile are not hidden, and so that its echo can replace it.
 */
export function applyOptimisticPayload(cache: ApolloCache, { payload, input }: Answered): void {
  const clientMutationId = textIn(input, "clientMutationId") || null;
  if (payload.typename === "CreateTaskPayload") {
    const node = made(payload, "Task");
    if (node) addPending(cache, refer("Project", textIn(input, "projectId")), { node, clientMutationId });
  } else if (payload.typename === "CreateCommentPayload") {
    const node = made(payload, "Comment");
    if (node) addPending(cache, refer("Task", textIn(input, "taskId")), { node, clientMutationId });
  } else {
    const node = gone(payload, input);
    if (node) markGone(cache, node);
  }
}

function made(payload: AnsweredObject, typename: string): Reference | undefined {
  const value = fieldOf(payload, typename.toLowerCase());
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
  return typeof id === "string" ? refer(typename, id) : undefined;
}

/** What a deletion took away. */
function gone({ typename }: AnsweredObject, input: Answered["input"]): Reference | undefined {
  const [, thing] = /^Delete(Task|Comment|Project)Payload$/.exec(typename) ?? [];
  return thing ? refer(thing, textIn(input, `${thing.toLowerCase()}Id`)) : undefined;
}

function textOf(payload: AnsweredObject, field: string): string | undefined {
  const value = fieldOf(payload, field);
  return typeof value === "string" ? value : undefined;
}

function textIn(input: Answered["input"], field: string): string {
  const value = input[field];
  return typeof value === "string" ? value : "";
}

import type { ProjectEvent } from "../wire.ts";
import type { Board, Patch } from "./board.ts";
import { reducers } from "./nouns.ts";

/** Returns false for an event of a later version. A new board snapshot is needed then. */
export function isKnownEvent({ __typename }: ProjectEvent): boolean {
  return Object.hasOwn(reducers, __typename);
}

/** Returns what a known event changes. The board holds everything before the event, and nothing after it. */
export function reduceEvent(board: Board, event: ProjectEvent): Patch {
  return (reducers[event.__typename] as (board: Board, event: ProjectEvent) => Patch)(board, event);
}

import { projectHeadText } from "../../generated/board-texts.ts";
import type { BoardSnapshot, EndReason, Send } from "../types.ts";
import { loadBoard, type OnPage } from "./load-board.ts";
import { findFailure, type RequestFailure } from "./request-failure.ts";

/** Time after which a project that was not found is looked for once more, in milliseconds. */
const secondLookAfter = 1_000;

export interface ProjectLook {
  readonly projectId: string;
  readonly send: Send;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
  sleep(milliseconds: number): Promise<void>;
  /** Waits after so many attempts that failed. */
  rest(failure: RequestFailure, attempts: number): Promise<void>;
}

interface BoardSearch extends ProjectLook {
  /** Number up to which the client knows the project. */
  readonly known: number;
  /** Number that the server has named. */
  readonly atLeast: number;
  /** The server has another history. */
  readonly startsOver: boolean;
  readonly onPage: OnPage;
}

type FoundBoard =
  | { readonly kind: "board"; readonly board: BoardSnapshot; readonly startsOver: boolean }
  | { readonly kind: "ended"; readonly reason: EndReason; readonly message?: string };

/** Loads a board of at least the known number, or finds that there is none. Resolves with null once it is aborted. */
export async function findBoard(search: BoardSearch): Promise<FoundBoard | null> {
  const { projectId, send, signal, known, atLeast, startsOver, onPage, sleep, rest } = search;
  for (let attempts = 1; !signal.aborted; attempts += 1) {
    const outcome = await loadBoard(send, projectId, signal, onPage);
    if (outcome.kind === "board") {
      const { board } = outcome;
      // Behind what is known: another history, once the server has had the time to catch up.
      const isBehind = board.seq < Math.max(known, startsOver ? 0 : atLeast);
      if (!isBehind || startsOver || attempts > 3) return { kind: "board", board, startsOver: startsOver || isBehind };
      await sleep(secondLookAfter / 4);
    } else if (outcome.kind === "not-found") {
      if (await isGone(search)) return { kind: "ended", reason: "not-found" };
    } else if (outcome.kind === "failed") return { kind: "ended", reason: "failed", message: outcome.reason };
    else await rest(outcome, attempts);
  }
  return null;
}

/** `NOT_FOUND` counts only when a second look confirms it. */
export async function isGone({ projectId, send, signal, sleep, rest }: ProjectLook): Promise<boolean> {
  for (let attempts = 1; !signal.aborted; attempts += 1) {
    await sleep(secondLookAfter);
    if (signal.aborted) return false;
    const outcome = await send({ document: projectHeadText, variables: { projectId }, signal });
    const failure = findFailure(outcome);
    if (failure?.kind === "not-found") return true;
    if (!failure) return (outcome as { readonly data: { readonly project?: unknown } }).data.project === null;
    await rest(failure, attempts);
  }
  return false;
}

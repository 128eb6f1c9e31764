import type { GraphQLFormattedError } from "graphql";
import { projectEventsText } from "../../generated/events-text.ts";
import type { ProjectEventsSubscription } from "../../generated/graphql.ts";
import { isKnownEvent } from "../store/reduce-event.ts";
import type { BoardSnapshot, EndReason, Environment, Send, StreamItem } from "../types.ts";
import type { Present, ProjectEvent } from "../wire.ts";
import { chooseWait } from "./backoff.ts";
import type { Connection } from "./connection.ts";
import { codeOf, isPassing, retryAfterOf } from "./error-codes.ts";
import { findBoard, isGone } from "./find-board.ts";
import type { RequestFailure } from "./request-failure.ts";
import type { StreamResult } from "./transport.ts";

/** Replayed events beyond which a board is taken instead. */
const maxReplay = 500;

/** Milliseconds after which events are handed on again: those that come meanwhile, together. */
const pace = 200;

export interface StreamPosition {
  readonly seq: number;
  readonly cursor: string;
}

/**
 * State of one project's stream.
 *
 * - `loading`: a board is being loaded.
 * - `following`: everything up to now arrives.
 * - `waiting`: the server refuses it for now, for example beyond a limit. The client retries.
 * - `ended`: nothing follows. The server is asked once more when the project is opened again, or `reconnect` is called.
 */
export type FollowState =
  | { readonly kind: "loading" }
  | {
      readonly kind: "following";
      /** True once the replay is complete: everything that happens is shown at once. False while it is interrupted. */
      readonly isLive: boolean;
    }
  | {
      readonly kind: "waiting";
      /** Sentence for the person. */
      readonly reason: string;
    }
  | {
      readonly kind: "ended";
      /** Reason of the end. */
      readonly reason: EndReason;
    };

export interface FollowOptions {
  readonly projectId: string;
  readonly connection: Connection;
  readonly send: Send;
  readonly environment: Environment;
  /** Where to resume; null: a board comes first. */
  readonly from: StreamPosition | null;
  /** Shows the person as present (default true). */
  readonly announce?: boolean;
  /** Returns true while something waits for the stream (default: never). */
  readonly isUrgent?: () => boolean;
  /** Receives the items in order. */
  onItem(item: StreamItem): void;
  onState?(state: FollowState): void;
}

export interface Following {
  /** Takes a board although the stream could be resumed. */
  reload(): void;
  close(): void;
}

type StreamedEvent = ProjectEventsSubscription["projectActivity"];

/**
 * Follows a project until its end or `close`. It loads a board where the stream cannot be resumed or replays too much.
 */
export function followProject(options: FollowOptions): Following {
  const { projectId, connection, send, environment, announce = true, isUrgent, onItem } = options;
  const closing = new AbortController();
  const look = { projectId, send, signal: closing.signal, sleep, rest };
  let position = options.from;
  let batch: ProjectEvent[] = [];
  let cancelFlush: (() => void) | null = null;
  let present = new Map<string, Present>();
  let leave: (() => void) | null = null;
  let isLoading = false;
  let isReady = false;
  let replayed = 0;
  let refusals = 0;
  let isOver = false;
  let wake = () => {};
  const endConnection = connection.subscribe(({ status }) => {
    if (status === "live") wake();
  });
  // A project that is still being loaded needs the server, too: its connection tells why nothing comes.
  const release = connection.open(null);

  function tell(item: StreamItem): void {
    flush();
    if (!isOver) onItem(item);
  }

  function show(state: FollowState): void {
    if (!isOver) options.onState?.(state);
  }

  /** Hands on all events that arrived together, or soon after the last ones: however many come, they cost few draws. */
  function flush(): void {
    cancelFlush?.();
    cancelFlush = null;
    if (batch.length === 0 || !position || isOver) return;
    const events = batch;
    batch = [];
    cancelFlush = environment.setTimer(pace, flush);
    onItem({ kind: "events", events, ...position });
  }

  function subscribe(): void {
    // A listener may have closed the project.
    if (isOver) return;
    isReady = false;
    replayed = 0;
    show({ kind: "following", isLive: false });
    leave = connection.open({
      request: () => ({
        query: projectEventsText,
        variables: { projectId, announce, after: position?.cursor ?? null },
      }),
      next: take,
      refused: judgeRefusal,
      ...(isUrgent && { isUrgent }),
      // The last change deleted the project.
      completed: () => end("deleted"),
      interrupted() {
        if (!isReady && replayed === 0) return;
        isReady = false;
        replayed = 0;
        tell({ kind: "interrupted" });
        show({ kind: "following", isLive: false });
      },
    });
  }

  function unsubscribe(): void {
    leave?.();
    leave = null;
    flush();
  }

  function take({ data, errors, extensions }: StreamResult): void {
    const event = data?.["projectActivity"] as StreamedEvent | null | undefined;
    if (!event) {
      // The server failed at one event: the board has what it would have told.
      if (errors) void load(false);
    } else if (event.__typename === "Ready") takeReady(event);
    else if (event.__typename === "Resync") {
      void load(event.reason === "OTHER_HISTORY" || event.reason === "AHEAD_OF_PROJECT", event.seq);
    } else if ("user" in event && !("seq" in event)) {
      const { user } = event;
      if (event.__typename === "PresenceChanged") present.set(user.id, event);
      else {
        present.delete(user.id);
        if (event.__typename === "PresenceJoined")
          present.set(user.id, { user, focusedTaskId: null, focusedField: null });
      }
      tell({ kind: "presence", present: [...present.values()] });
    } else takeEvent(event, extensions?.["cursor"]);
  }

  function takeReady({ seq, cursor, present: people }: Extract<StreamedEvent, { readonly __typename: "Ready" }>): void {
    // The events before it have their own position.
    flush();
    position = { seq, cursor };
    refusals = 0;
    isReady = true;
    present = new Map(people.map((person) => [person.user.id, person]));
    tell({ kind: "ready", seq, cursor, present: people });
    show({ kind: "following", isLive: true });
  }

  function takeEvent(event: ProjectEvent, cursor: unknown): void {
    const last = position?.seq ?? 0;
    if (event.seq <= last) return;
    // Unknown to this version of the client, or one is missing.
    if (!isKnownEvent(event) || event.seq !== last + 1 || typeof cursor !== "string") {
      void load(false, event.seq);
      return;
    }
    position = { seq: event.seq, cursor };
    batch.push(event);
    cancelFlush ??= environment.setTimer(0, flush);
    if (isReady) return;
    replayed += 1;
    if (replayed > maxReplay) void load(false, event.seq);
  }

  function judgeRefusal(errors: readonly GraphQLFormattedError[]): number | null {
    flush();
    const [error] = errors;
    const reason = error?.message ?? "The server refused the subscription.";
    if (!error || isPassing(error)) {
      refusals += 1;
      isReady = false;
      tell({ kind: "interrupted" });
      show({ kind: "waiting", reason });
      return Math.max((error && retryAfterOf(error)) ?? 0, chooseWait(refusals, environment));
    }
    const code = codeOf(error);
    if (code === "FORBIDDEN") end("removed", reason);
    // A cursor that this server cannot read.
    else if (code === "BAD_USER_INPUT" && refusals === 0) {
      refusals += 1;
      void load(true);
    } else if (code === "NOT_FOUND") void lookAgain();
    else end("failed", reason);
    return null;
  }

  /** Takes a board of at least this number, and follows from there. */
  async function load(startsOver: boolean, atLeast = 0): Promise<void> {
    if (isOver || isLoading) return;
    isLoading = true;
    unsubscribe();
    show({ kind: "loading" });
    const onPage = (board: BoardSnapshot) => tell({ kind: "page", board });
    const found = await findBoard({ ...look, known: position?.seq ?? 0, atLeast, startsOver, onPage });
    if (!found || isOver) return;
    if (found.kind === "ended") return end(found.reason, found.message);
    isLoading = false;
    const { seq, cursor } = found.board;
    position = { seq, cursor };
    tell(found);
    subscribe();
  }

  async function lookAgain(): Promise<void> {
    unsubscribe();
    if (await isGone(look)) end("not-found");
    else subscribe();
  }

  async function rest(outcome: RequestFailure, attempts: number): Promise<void> {
    const asked = outcome.kind === "again" ? outcome.retryAfter : undefined;
    if (outcome.kind === "again") show({ kind: "waiting", reason: outcome.reason });
    if (outcome.kind === "no-token") show({ kind: "waiting", reason: "Nobody is signed in." });
    await sleep(asked ?? chooseWait(attempts, environment));
    show({ kind: "loading" });
  }

  /** Ends early at a signal that the network or the session has changed. */
  function sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = environment.setTimer(milliseconds, done);
      const endSignals = environment.signals.subscribe((signal) => {
        if (signal !== "hidden" && signal !== "offline") done();
      });
      wake = done;
      function done(): void {
        cancel();
        endSignals();
        wake = () => {};
        resolve();
      }
    });
  }

  function end(reason: EndReason, message?: string): void {
    if (isOver) return;
    tell({ kind: "ended", reason, ...(message !== undefined && { message }) });
    show({ kind: "ended", reason });
    close();
  }

  function close(): void {
    if (isOver) return;
    flush();
    isOver = true;
    cancelFlush?.();
    closing.abort();
    endConnection();
    release();
    leave?.();
    wake();
  }

  if (position) subscribe();
  else void load(false);
  return { reload: () => void load(false), close };
}

import { aliveText } from "../../generated/alive-text.ts";
import { projectEventsText } from "../../generated/events-text.ts";
import type { Outcome, SendRequest } from "../types.ts";
import { provenAge, shortestWait } from "./backoff.ts";
import { isPassing, retryAfterOf } from "./error-codes.ts";
import { findEnd } from "./find-end.ts";
import { followByQuery } from "./follow-by-query.ts";
import { followByStream } from "./follow-by-stream.ts";
import { post } from "./post.ts";
import { listErrors } from "./request-failure.ts";
import type { ClientTransport, Sink, Socket, SocketEnd, SocketOptions, SubscribePayload } from "./transport.ts";

/**
 * Requests that are open at once. A browser has six connections to a server by HTTP/1.1, and needs some for queries and
 * mutations.
 */
const places = { sse: { streams: 3, polls: 1 }, polling: { streams: 0, polls: 4 } };

/** Time until a place for a stream is looked for again where the server has none, in milliseconds. */
const placeWait = 60_000;

/** Seconds for which the server waits for a change: where each project has a request of its own, and otherwise. */
const longWait = 25;
const shortWait = 2;

/** Time for the answer of a request beyond that, in milliseconds. */
const answerLimit = 10_000;

/**
 * Opens a connection over requests alone: subscriptions by SSE, or projects by queries that wait. It is open once the
 * server has answered with the token. By SSE also the first piece of a stream must have come, because a proxy may hold
 * streams back until their end.
 */
export function openHttpSocket(options: SocketOptions, transport: Exclude<ClientTransport, "websocket">): Socket {
  const { environment, connectLimit, findProbe, onOpened, onClosed } = options;
  const most = places[transport];
  /** Ends of what is under way. */
  const streams = new Set<AbortController>();
  const polls = new Set<AbortController>();
  const closing = new AbortController();
  /** Polls that wait for a place. */
  const queue: (() => void)[] = [];
  /** Begins a subscription anew that is polled because there was no place for a stream. */
  const displaced = new Map<AbortController, () => void>();
  /** The server has no place for a further stream. */
  let isFull = false;
  let cancelFull = () => {};
  let asking = 0;
  let isOpen = false;
  let heardAt = environment.now();
  void open();

  async function open(): Promise<void> {
    if (!(await prove(connectLimit))) return;
    const probe = transport === "sse" && findProbe();
    if (probe && !(await doStreamsArrive(probe))) return;
    if (closing.signal.aborted) return;
    isOpen = true;
    onOpened();
  }

  /** Asks for the smallest answer. Ends the connection where there is none. */
  async function prove(limit: number): Promise<boolean> {
    const outcome = await send({ document: aliveText, variables: {}, signal: closing.signal }, limit);
    const end = findEnd(outcome);
    finish(end);
    return !end && !closing.signal.aborted;
  }

  async function doStreamsArrive(payload: SubscribePayload): Promise<boolean> {
    let hasArrived = false;
    let refusal = null as SocketEnd | null;
    const controller = new AbortController();
    const probe: Sink = {
      next() {},
      completed() {},
      refused([error]) {
        // The server itself says so, whatever the network does with streams.
        if (error && isPassing(error)) refusal = { code: 1013, reason: error.message, wait: retryAfterOf(error) };
      },
    };
    const end = await stream(payload, probe, controller, () => {
      hasArrived = true;
      controller.abort();
    });
    streams.delete(controller);
    const blocked = { code: null, reason: "Streams do not pass this network.", ...end, isBlocked: true };
    if (!hasArrived) finish(refusal ?? blocked);
    return hasArrived;
  }

  async function send(request: SendRequest, limit: number): Promise<Outcome> {
    const { url, token, documentIds, fetch } = options;
    if (request.signal?.aborted) return { kind: "aborted" };
    const outcome = await post({ ...request, url, token, documentIds, fetch, environment, limit });
    if ("status" in outcome || outcome.kind === "data") hear();
    return documentIds?.forget(request.document, listErrors(outcome)) ? send(request, limit) : outcome;
  }

  function hear(): void {
    heardAt = environment.now();
  }

  /** Takes a place, which the caller gives back. */
  function stream(
    payload: SubscribePayload,
    sink: Sink,
    controller: AbortController,
    onHeard = hear,
  ): Promise<SocketEnd | null> {
    const { url, token, documentIds, fetch } = options;
    streams.add(controller);
    const { signal } = controller;
    const target = { url, token, documentIds, fetch, environment };
    return followByStream({ ...target, payload, sink, startLimit: connectLimit, signal, onHeard });
  }

  async function poll({ variables }: SubscribePayload, sink: Sink, controller: AbortController) {
    polls.add(controller);
    const end = await followByQuery({
      projectId: String(variables["projectId"]),
      after: String(variables["after"]),
      sink,
      signal: controller.signal,
      chooseWait: () => (polls.size > most.polls ? shortWait : longWait),
      ask: (request, wait) => takeTurn(() => send(request, wait * 1_000 + answerLimit)),
    });
    polls.delete(controller);
    return end;
  }

  /** Asks when there is a place, in the order of the calls. */
  async function takeTurn(ask: () => Promise<Outcome>): Promise<Outcome> {
    if (asking === most.polls) await new Promise<void>((resolve) => queue.push(resolve));
    else asking += 1;
    try {
      return await ask();
    } finally {
      const next = queue.shift();
      if (next) next();
      else asking -= 1;
    }
  }

  async function follow(
    payload: SubscribePayload,
    sink: Sink,
    controller: AbortController,
    restart: () => void,
  ): Promise<void> {
    let end: SocketEnd | null = null;
    if (hasPlace()) {
      const startedAt = environment.now();
      end = await stream(payload, sink, controller);
      // Servers and proxies limit the age of a stream. It keeps its place.
      if (end && isLoss(end) && Math.abs(environment.now() - startedAt) >= provenAge) {
        environment.setTimer(environment.random() * shortestWait, () => {
          if (!controller.signal.aborted) restart();
        });
        return;
      }
      free(controller);
      // The server has no place for this one, which says nothing about the others.
      if (end?.code !== 4429) return finish(end);
      waitForPlace();
    }
    if (controller.signal.aborted) return;
    if (isPollable(payload)) {
      displaced.set(controller, restart);
      end = await poll(payload, sink, controller);
      displaced.delete(controller);
      return finish(end);
    }
    sink.refused([{ message: end?.reason ?? tooMany[transport], extensions: { code: "RATE_LIMITED" } }]);
  }

  function hasPlace(): boolean {
    return !isFull && streams.size < most.streams;
  }

  function free(controller: AbortController): void {
    if (!streams.delete(controller)) return;
    isFull = false;
    offerPlace();
  }

  function waitForPlace(): void {
    isFull = true;
    cancelFull();
    cancelFull = environment.setTimer(placeWait, () => {
      isFull = false;
      offerPlace();
    });
  }

  /** Later: a subscription that has ended may begin anew at once, and then keeps its place. */
  function offerPlace(): void {
    queueMicrotask(() => {
      const [restart] = displaced.values();
      if (hasPlace() && !closing.signal.aborted) restart?.();
    });
  }

  function finish(end: SocketEnd | null): void {
    if (!end || closing.signal.aborted) return;
    close();
    onClosed(end);
  }

  function close(): void {
    closing.abort();
    cancelFull();
    for (const controller of [...streams, ...polls]) controller.abort();
  }

  return {
    transport,
    get heardAt() {
      return heardAt;
    },
    subscribe(payload, sink, restart) {
      const controller = new AbortController();
      void follow(payload, sink, controller, restart);
      return () => {
        controller.abort();
        // Its place is free at once.
        free(controller);
        polls.delete(controller);
        displaced.delete(controller);
      };
    },
    check(limit, onAlive) {
      if (isOpen) void prove(limit).then((isAlive) => isAlive && onAlive?.());
    },
    close,
  };
}

/** Returns true for a stream that broke off. */
function isLoss({ code, isSilence, isBlocked }: SocketEnd): boolean {
  return code === null && !isSilence && !isBlocked;
}

function isPollable({ query, variables }: SubscribePayload): boolean {
  return query === projectEventsText && typeof variables["after"] === "string";
}

const tooMany = {
  sse: "This network carries three subscriptions at once.",
  polling: "This network carries projects alone, and no other subscription.",
};

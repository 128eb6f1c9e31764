import { aliveText } from "../../generated/alive-text.ts";
import { projectEventsText } from "../../generated/events-text.ts";
import type { Outcome, SendRequest } from "../types.ts";
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

  async function stream(
    payload: SubscribePayload,
    sink: Sink,
    controller: AbortController,
    onHeard = hear,
  ): Promise<SocketEnd | null> {
    const { url, token, documentIds, fetch } = options;
    streams.add(controller);
    const { signal } = controller;
    const target = { url, token, documentIds, fetch, environment };
    const end = await followByStream({ ...target, payload, sink, startLimit: connectLimit, signal, onHeard });
    streams.delete(controller);
    return end;
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

  async function follow(payload: SubscribePayload, sink: Sink, controller: AbortController): Promise<void> {
    let end: SocketEnd | null = null;
    if (streams.size < most.streams) {
      end = await stream(payload, sink, controller);
      // The server has no place for this one, which says nothing about the others.
      if (end?.code !== 4429) return finish(end);
    }
    if (isPollable(payload)) return finish(await poll(payload, sink, controller));
    if (controller.signal.aborted) return;
    sink.refused([{ message: end?.reason ?? tooMany[transport], extensions: { code: "RATE_LIMITED" } }]);
  }

  function finish(end: SocketEnd | null): void {
    if (!end || closing.signal.aborted) return;
    close();
    onClosed(end);
  }

  function close(): void {
    closing.abort();
    for (const controller of [...streams, ...polls]) controller.abort();
  }

  return {
    transport,
    get heardAt() {
      return heardAt;
    },
    subscribe(payload, sink) {
      const controller = new AbortController();
      void follow(payload, sink, controller);
      return () => {
        controller.abort();
        // Its place is free at once.
        streams.delete(controller);
        polls.delete(controller);
      };
    },
    check(limit, onAlive) {
      if (isOpen) void prove(limit).then((isAlive) => isAlive && onAlive?.());
    },
    close,
  };
}

function isPollable({ query, variables }: SubscribePayload): boolean {
  return query === projectEventsText && typeof variables["after"] === "string";
}

const tooMany = {
  sse: "This network carries three subscriptions at once.",
  polling: "This network carries projects alone, and no other subscription.",
};

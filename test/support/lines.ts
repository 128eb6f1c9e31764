import { type ClientRequest, type IncomingMessage, request as openRequest } from "node:http";
import { json } from "node:stream/consumers";
import type { GraphQLFormattedError } from "graphql";
import { type Client, createClient, type FormattedExecutionResult, type Sink } from "graphql-ws";
import { expect } from "vitest";
import { WebSocket } from "ws";
import { createMultipartParser, createSseParser, type ParseStream, type StreamMessage } from "./stream-parsers.ts";

/** A client's way to subscribe. It never reconnects, and can be disturbed. */
export interface Line extends Pick<Client, "subscribe"> {
  /** Breaks its connections as a lost network does. */
  cut(): void;
  /** Reads nothing more, so that what the server sends has to wait. */
  stall(): void;
  readOn(): void;
}

/** Endings of connections that are in order, each by its name in the contract. */
export type EndingCode = "RESTART" | "TOO_SLOW" | "TOO_MANY" | "TOKEN_EXPIRED" | "UNAUTHENTICATED";

/** One of the ways to subscribe, for tests that hold on all of them. */
export interface LineKind {
  /** `headers` are sent where the transport has some. */
  open(url: string, token: string, headers?: Readonly<Record<string, string>>): Line;
  /** Pattern of the failure with which a subscription ends. */
  ending(code: EndingCode): unknown;
}

const closeCodes = { RESTART: 1012, TOO_SLOW: 1013, UNAUTHENTICATED: 4401, TOKEN_EXPIRED: 4403, TOO_MANY: 4429 };

const ofStreams = (code: EndingCode): unknown =>
  code === "RESTART"
    ? expect.objectContaining({ message: brokenOff })
    : [{ message: expect.any(String), extensions: { code, requestId: expect.any(String) } }];

/** Message of a connection that was lost. */
export const brokenOff = "The stream broke off.";

/** The types of Accept are those that Apollo Client and graphql-sse send. */
export const lineKinds: Readonly<Record<"WebSocket" | "SSE" | "multipart", LineKind>> = {
  WebSocket: {
    open: openSocketLine,
    ending: (code) => expect.objectContaining({ code: closeCodes[code] }),
  },
  SSE: {
    open: (url, token, headers) =>
      openStreamLine(
        { url, headers: { authorization: `Bearer ${token}`, accept: "text/event-stream", ...headers } },
        createSseParser,
      ),
    ending: ofStreams,
  },
  multipart: {
    open: (url, token, headers) =>
      openStreamLine(
        {
          url,
          headers: {
            authorization: `Bearer ${token}`,
            accept: "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json",
            ...headers,
          },
        },
        createMultipartParser,
      ),
    ending: ofStreams,
  },
};

function openSocketLine(url: string, token: string): Line {
  const sockets = new Set<WebSocket>();
  const client = createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
    on: { opened: (socket) => void sockets.add(socket as WebSocket) },
  });
  return {
    subscribe: client.subscribe,
    cut: () => forEach(sockets, (socket) => socket.terminate()),
    stall: () => forEach(sockets, (socket) => socket.pause()),
    readOn: () => forEach(sockets, (socket) => socket.resume()),
  };
}

interface StreamTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

function openStreamLine(target: StreamTarget, createParser: () => ParseStream): Line {
  const requests = new Set<ClientRequest>();
  const answers = new Set<IncomingMessage>();
  return {
    subscribe<TData, TExtensions>(payload: object, sink: Sink<FormattedExecutionResult<TData, TExtensions>>) {
      let isOver = false;
      const finish = (end: () => void) => {
        if (!isOver) end();
        isOver = true;
      };
      const lose = () => finish(() => sink.error(new Error(brokenOff)));
      const handle = (message: StreamMessage) => {
        if (isOver || message === "heartbeat") return;
        if (message === "complete") finish(() => sink.complete());
        else if ("errors" in message) finish(() => sink.error(message.errors));
        else sink.next(requireSameCursor(message) as FormattedExecutionResult<TData, TExtensions>);
      };
      const headers = { "content-type": "application/json", ...target.headers };
      const request = openRequest(`${target.url}/graphql`, { method: "POST", headers, agent: false });
      requests.add(request);
      request.on("error", lose);
      request.on("response", async (response) => {
        answers.add(response);
        if (response.headers["content-type"]?.startsWith("application/")) {
          const { errors } = (await json(response)) as { errors: readonly GraphQLFormattedError[] };
          return finish(() => sink.error(errors));
        }
        response.on("error", lose).on("close", lose);
        const parse = createParser();
        response.setEncoding("utf8").on("data", (text: string) => forEach(parse(text), handle));
      });
      request.end(JSON.stringify(payload));
      return () => {
        isOver = true;
        request.destroy();
      };
    },
    cut: () => forEach(requests, (request) => request.destroy()),
    stall: () => forEach(answers, (response) => response.pause()),
    readOn: () => forEach(answers, (response) => response.resume()),
  };
}

/** SSE tells the cursor once more, as the `id` from which a client resumes. */
function requireSameCursor(message: Extract<StreamMessage, { next: unknown }>): unknown {
  const { next } = message;
  if ("id" in message) expect(message.id).toBe(next.extensions?.["cursor"]);
  return next;
}

function forEach<Item>(items: Iterable<Item>, act: (item: Item) => unknown): void {
  for (const item of items) act(item);
}

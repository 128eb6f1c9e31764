import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readAll } from "node:stream/consumers";
import { WebSocket as Socket, type WebSocket, WebSocketServer } from "ws";
import {
  createMultipartParser,
  createSseParser,
  type ParseStream,
  type StreamMessage,
} from "../support/stream-parsers.ts";

/** A result as it passes the relay. */
export interface Passing {
  readonly data?: Readonly<Record<string, { readonly __typename: string; readonly reason?: string }>>;
  readonly extensions?: { readonly seq: number; readonly cursor: string };
}

/** An operation as a client sends it. */
export type SentOperation = Readonly<Record<string, unknown>>;

/** A way to break the protocol. One is made for each subscription, and one for each WebSocket. */
export interface Fault {
  /** Results to send in place of this one. */
  edit?(result: Passing): readonly Passing[];
  /** Says that the stream is complete where the server breaks it off. */
  readonly completesAtCut?: boolean;
  /** Sends nothing at the end of the stream but its completion, and closes a WebSocket with 1000. */
  readonly hidesRefusals?: boolean;
  /** Operation to send on in place of this one. */
  editOperation?(operation: SentOperation): SentOperation;
  /** Passes neither heartbeats nor pings. */
  readonly isQuiet?: boolean;
  /** Answers pings in place of the client. */
  readonly answersPings?: boolean;
  /** Reads on however little its client reads. */
  readonly isUnbounded?: boolean;
  /** Status of every answer over HTTP. */
  readonly status?: number;
  /** A result that follows the end. */
  readonly afterEnd?: Passing;
}

/** A server before another one that breaks a rule on every transport. */
export interface Relay {
  readonly url: string;
  close(): Promise<void>;
}

export async function startRelay(target: string, createFault: () => Fault): Promise<Relay> {
  const server = createServer((incoming, outgoing) => void relayHttp(target, incoming, outgoing, createFault()));
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on("connection", (socket, { url = "/" }) =>
    relaySocket(socket, target.replace("http", "ws") + url, createFault),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Faults are per operation id. */
function relaySocket(client: WebSocket, url: string, createFault: () => Fault): void {
  const ofSocket = createFault();
  const autoPong = ofSocket.answersPings === true || ofSocket.isQuiet === true;
  const server = new Socket(url, client.protocol, { perMessageDeflate: false, autoPong });
  const opened = once(server, "open");
  const faults = new Map<string, Fault>();
  const pass = (text: string) => server.readyState === server.OPEN && server.send(text);
  client.on("message", (data) => {
    opened.then(
      () => pass(editMessageOf(ofSocket, String(data))),
      () => client.terminate(),
    );
  });
  server.on("ping", () => ofSocket.isQuiet || client.ping());
  client.on("pong", () => autoPong || server.pong());
  client.on("close", () => server.terminate());
  const send = (message: object) => {
    client.send(JSON.stringify(message), () => server.resume());
    if (client.bufferedAmount > 0 && !ofSocket.isUnbounded) server.pause();
  };
  server.on("message", (data) => {
    const message = JSON.parse(String(data)) as { id: string; type: string; payload: Passing };
    const { id, type } = message;
    const fault = faults.get(id) ?? createFault();
    if (id !== undefined) faults.set(id, fault);
    if (type === "next") {
      for (const payload of fault.edit?.(message.payload) ?? [message.payload]) send({ id, type, payload });
    } else if (type === "error" && fault.hidesRefusals) send({ id, type: "complete" });
    else send(message);
    if ((type === "error" || type === "complete") && fault.afterEnd)
      send({ id, type: "next", payload: fault.afterEnd });
  });
  server.on("error", () => client.terminate());
  server.on("close", (code) => {
    for (const [id, fault] of faults) if (fault.completesAtCut) send({ id, type: "complete" });
    if (code === 1006 || code === 1005) client.terminate();
    else client.close(ofSocket.hidesRefusals ? 1000 : code);
  });
}

/** Anything that is no operation passes as it is. */
function editMessageOf({ editOperation }: Fault, text: string): string {
  if (!editOperation || !text.includes('"subscribe"')) return text;
  const message = JSON.parse(text) as { readonly payload: SentOperation };
  return JSON.stringify({ ...message, payload: editOperation(message.payload) });
}

/** Bodies of answers other than streams pass as they are. */
async function relayHttp(target: string, incoming: IncomingMessage, outgoing: ServerResponse, fault: Fault) {
  const { method, headers, url = "/" } = incoming;
  const body = await readAll(incoming);
  const { editOperation } = fault;
  const sent = editOperation && body ? JSON.stringify(editOperation(JSON.parse(body) as SentOperation)) : body;
  const length = { "content-length": String(Buffer.byteLength(sent)) };
  const onward = request(`${target}${url}`, { method, headers: { ...headers, ...length }, agent: false });
  onward.end(sent);
  outgoing.on("close", () => onward.destroy());
  onward.on("error", () => outgoing.destroy());
  onward.on("response", (answer: IncomingMessage) => {
    const type = answer.headers["content-type"] ?? "";
    outgoing.writeHead(fault.status ?? answer.statusCode ?? 500, answer.headers);
    const format = type.startsWith("text/event-stream") ? sse : type.startsWith("multipart/mixed") ? multipart : null;
    if (!format) return void answer.pipe(outgoing);
    outgoing.write(format.head);
    const parse = format.createParser();
    const state = { isOver: false };
    answer.setEncoding("utf8").on("data", (text: string) => {
      const edited = parse(text).map((message) => editMessage(format, fault, state, message));
      if (!outgoing.write(edited.join("")) && !fault.isUnbounded) answer.pause();
      if (state.isOver) outgoing.end();
    });
    outgoing.on("drain", () => answer.resume());
    answer.on("error", () => {});
    answer.on("close", () => {
      if (state.isOver) return;
      if (fault.completesAtCut) outgoing.end(format.complete);
      else outgoing.destroy();
    });
  });
}

function editMessage(format: Format, fault: Fault, state: { isOver: boolean }, message: StreamMessage): string {
  if (message === "heartbeat") return fault.isQuiet ? "" : format.heartbeat;
  if (message === "complete") {
    state.isOver = true;
    return format.complete + (fault.afterEnd ? format.next(fault.afterEnd) : "");
  }
  if ("errors" in message) return fault.hidesRefusals ? "" : format.refusal(message.errors);
  const results = fault.edit?.(message.next as Passing) ?? [message.next as Passing];
  return results.map((result) => format.next(result)).join("");
}

interface Format {
  /** First messages, in place of the server's. */
  readonly head: string;
  readonly heartbeat: string;
  readonly complete: string;
  createParser(): ParseStream;
  next(result: Passing): string;
  refusal(errors: readonly object[]): string;
}

const sse: Format = {
  head: "retry: 1000\n\n",
  heartbeat: ":\n\n",
  complete: "event: complete\ndata:\n\n",
  createParser: createSseParser,
  next: (result) => {
    const { cursor } = result.extensions ?? {};
    return `event: next\ndata: ${JSON.stringify(result)}\n${cursor === undefined ? "" : `id: ${cursor}\n`}\n`;
  },
  refusal: (errors) => `event: next\ndata: ${JSON.stringify({ errors })}\n\n`,
};

const partOf = (body: object) => `content-type: application/json\r\n\r\n${JSON.stringify(body)}\r\n--graphql`;

const multipart: Format = {
  head: `\r\n--graphql\r\n${partOf({})}`,
  heartbeat: `\r\n${partOf({})}`,
  complete: "--\r\n",
  createParser: createMultipartParser,
  next: (payload) => `\r\n${partOf({ payload })}`,
  refusal: (errors) => `\r\n${partOf({ payload: null, errors })}`,
};

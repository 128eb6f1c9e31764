import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
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

/** A way to break the protocol. One is made for each subscription. */
export interface Fault {
  /** Results to send in place of this one. */
  edit?(result: Passing): readonly Passing[];
  /** Says that the stream is complete where the server breaks it off. */
  readonly completesAtCut?: boolean;
  /** Sends nothing at the end of the stream but its completion. */
  readonly hidesRefusals?: boolean;
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
  const server = new Socket(url, client.protocol, { perMessageDeflate: false });
  const opened = once(server, "open");
  const faults = new Map<string, Fault>();
  const pass = (text: string) => server.readyState === server.OPEN && server.send(text);
  client.on("message", (data) => {
    opened.then(
      () => pass(String(data)),
      () => client.terminate(),
    );
  });
  client.on("close", () => server.terminate());
  const send = (message: object) => client.send(JSON.stringify(message));
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
    else client.close(code);
  });
}

/** Bodies other than streams pass as they are. */
async function relayHttp(target: string, incoming: IncomingMessage, outgoing: ServerResponse, fault: Fault) {
  const { method, headers, url = "/" } = incoming;
  const onward = request(`${target}${url}`, { method, headers, agent: false });
  incoming.pipe(onward);
  outgoing.on("close", () => onward.destroy());
  onward.on("error", () => outgoing.destroy());
  onward.on("response", (answer: IncomingMessage) => {
    const type = answer.headers["content-type"] ?? "";
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    const format = type.startsWith("text/event-stream") ? sse : type.startsWith("multipart/mixed") ? multipart : null;
    if (!format) return void answer.pipe(outgoing);
    outgoing.write(format.head);
    const parse = format.createParser();
    const state = { isOver: false };
    answer.setEncoding("utf8").on("data", (text: string) => {
      for (const message of parse(text)) outgoing.write(editMessage(format, fault, state, message));
      if (state.isOver) outgoing.end();
    });
    answer.on("error", () => {});
    answer.on("close", () => {
      if (state.isOver) return;
      if (fault.completesAtCut) outgoing.end(format.complete);
      else outgoing.destroy();
    });
  });
}

function editMessage(format: Format, fault: Fault, state: { isOver: boolean }, message: StreamMessage): string {
  if (message === "heartbeat") return "";
  if (message === "complete") {
    state.isOver = true;
    return format.complete + (fault.afterEnd ? format.next(fault.afterEnd) : "");
  }
  if ("errors" in message) return fault.hidesRefusals ? "" : format.refusal(message.errors);
  const results = fault.edit?.(message.next as Passing) ?? [message.next as Passing];
  return results.map((result) => format.next(result)).join("");
}

interface Format {
  readonly head: string;
  readonly complete: string;
  createParser(): ParseStream;
  next(result: Passing): string;
  refusal(errors: readonly object[]): string;
}

const sse: Format = {
  head: "retry: 1000\n\n",
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
  complete: "--\r\n",
  createParser: createMultipartParser,
  next: (payload) => `\r\n${partOf({ payload })}`,
  refusal: (errors) => `\r\n${partOf({ payload: null, errors })}`,
};

import { messageEnd, messageMiddle } from "./deflated-frame.ts";
import type { SourceEvent } from "./event-source.ts";

/** Ways on which events reach subscribers. */
export type Transport = "websocket" | "sse" | "multipart";

/** Parts of a transport's message around the JSON of a result. */
export interface Envelope {
  readonly transport: Transport;
  readonly head: Buffer;
  /** Returns the part behind the result of this event. */
  tailOf(event: SourceEvent): Buffer;
}

const endMessage = () => messageEnd;

/** `next` of graphql-transport-ws, for the subscription with this id. */
export function createWebSocketEnvelope(id: string): Envelope {
  return {
    transport: "websocket",
    head: toOwnBuffer(`{"id":${JSON.stringify(id)}${messageMiddle}`),
    tailOf: endMessage,
  };
}

const multipartTail = Buffer.from("}\r\n--graphql");

/**
 * Part of Apollo's multipart protocol. The boundary `graphql` stands behind each part: clients read a part only once
 * its boundary is there.
 */
export const multipartEnvelope: Envelope = {
  transport: "multipart",
  head: Buffer.from('\r\ncontent-type: application/json\r\n\r\n{"payload":'),
  tailOf: () => multipartTail,
};

const bareTail = Buffer.from("\n\n");
const sseTails = new WeakMap<object, Buffer>();

/** `next` of GraphQL over SSE. Its `id` is the event's cursor, where `extensions` hold one. */
export const sseEnvelope: Envelope = {
  transport: "sse",
  head: Buffer.from("event: next\ndata: "),
  tailOf({ event, extensions }) {
    const known = sseTails.get(event);
    if (known) return known;
    const cursor = extensions?.["cursor"];
    const tail = typeof cursor === "string" ? toOwnBuffer(`\nid: ${cursor}\n\n`) : bareTail;
    sseTails.set(event, tail);
    return tail;
  },
};

/**
 * Returns the text in UTF-8 in memory of its own, for a buffer that is kept. A share in Node's pool of small buffers
 * would keep the whole pool.
 */
export function toOwnBuffer(text: string): Buffer {
  const buffer = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  buffer.write(text);
  return buffer;
}

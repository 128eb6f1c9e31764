import { type Envelope, multipartEnvelope, sseEnvelope } from "../fanout/envelope.ts";

/** Messages of one way to stream results as the answer to a request. */
export interface StreamFormat {
  readonly envelope: Envelope;
  readonly contentType: string;
  /** First message. */
  readonly opening: string;
  /** Sent while nothing else is, for proxies that end quiet connections. */
  readonly heartbeat: string;
  /** Last message of a stream that has come to its end. */
  readonly completion: string;
  /** Returns the message of the result of a query or mutation, which is JSON. */
  next(result: string): string;
  /** Returns the last message of a stream that fails. */
  failure(errors: readonly object[]): string;
}

/** Milliseconds after which a client of SSE reconnects. */
const retry = 1_000;

// No space behind `data:`: clients would read it as a result.
const sseCompletion = "event: complete\ndata:\n\n";

const sseNext = (result: string) => `event: next\ndata: ${result}\n\n`;

/** GraphQL over SSE, distinct connections mode. */
export const sseFormat: StreamFormat = {
  envelope: sseEnvelope,
  contentType: "text/event-stream; charset=utf-8",
  opening: `retry: ${retry}\n\n`,
  // Long enough for curl's `--speed-limit 1`, which looks at the last 5 s.
  heartbeat: ": heartbeat\n\n",
  completion: sseCompletion,
  next: sseNext,
  failure: (errors) => `${sseNext(JSON.stringify({ errors }))}${sseCompletion}`,
};

const boundary = "\r\n--graphql";

const part = (content: string) => `\r\ncontent-type: application/json\r\n\r\n${content}${boundary}`;

/** Apollo's multipart protocol for subscriptions. */
export const multipartFormat: StreamFormat = {
  envelope: multipartEnvelope,
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  opening: `${boundary}${part("{}")}`,
  heartbeat: part("{}"),
  completion: "--\r\n",
  next: (payload) => part(`{"payload":${payload}}`),
  failure: (errors) => `${part(JSON.stringify({ payload: null, errors }))}--\r\n`,
};

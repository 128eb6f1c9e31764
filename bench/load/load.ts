// The process that holds the subscribers of one server, and sends it requests.
import { now, serveCommands } from "../process/commands.ts";
import type { ProtocolName, SubscriberOptions } from "./protocols.ts";
import { presentTokens, type RequestsOptions, type RequestsResult, sendRequests } from "./requests.ts";
import { Subscriber } from "./subscriber.ts";

export interface OpenOptions {
  readonly url: string;
  readonly protocol: ProtocolName;
  readonly subscribers: readonly OpenSubscriber[];
  /** For GraphQL. */
  readonly documents: readonly string[];
  /** Number of subscriptions that are opened at a time (default 64). */
  readonly concurrency?: number;
  /** True: `permessage-deflate` is offered. Default: false. */
  readonly compression?: boolean;
}

export interface OpenSubscriber extends Omit<SubscriberOptions, "query"> {
  /** Which of the documents; the first by default. */
  readonly document?: number;
}

export interface Arrival {
  /** When the last subscriber got its last event, on the machine's clock, in microseconds. */
  readonly at: number;
}

export interface Received {
  /** Mean of the messages' bytes, after decompression. */
  readonly messageBytes: number;
  /** All bytes that the subscribers' sockets read meanwhile, pings included, divided by the deliveries. */
  readonly wireBytes: number;
  /** True if every socket has `permessage-deflate`. */
  readonly isCompressed: boolean;
}

let subscribers: Subscriber[] = [];
let missing = 0;
let lastAt = 0;
let failure: Error | null = null;
let sample: Buffer | null = null;
let wake = (): void => {};

const listener = {
  onEvent(data: Buffer): void {
    sample ??= data;
    missing -= 1;
    if (missing !== 0) return;
    lastAt = now();
    wake();
  },
  onFailure(error: Error): void {
    failure ??= error;
    wake();
  },
};

const commands = {
  /** Opens the subscriptions and adds them to those that are open. Returns how many milliseconds it took. */
  async open({
    url,
    protocol,
    subscribers: wanted,
    documents,
    concurrency = 64,
    compression = false,
  }: OpenOptions): Promise<number> {
    const began = performance.now();
    const queue = wanted.map((each) => ({ ...each, query: documents[each.document ?? 0] ?? "" }));
    const worker = async () => {
      for (let next = queue.pop(); next; next = queue.pop()) {
        subscribers.push(await Subscriber.open(url, protocol, { ...next, compression }, listener));
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    return performance.now() - began;
  },

  /** So many deliveries are to come from here on. */
  expect({ deliveries }: { readonly deliveries: number }): void {
    missing = deliveries;
  },

  /** Resolves when they are there; rejects after so many milliseconds without. */
  async arrival({ within }: { readonly within: number }): Promise<Arrival> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${missing} deliveries are missing`)), within);
      wake = () => {
        if (missing > 0 && !failure) return;
        clearTimeout(timer);
        resolve();
      };
      wake();
    });
    if (failure) throw failure;
    return { at: lastAt };
  },

  /** Throws unless every subscriber got so many events since this was last asked. */
  verify({ each }: { readonly each: number }): Received {
    if (failure) throw failure;
    const got = subscribers.map(({ received }) => received);
    const deliveries = each * got.length;
    const perDelivery = (bytesOf: (subscriber: Subscriber) => number) =>
      deliveries === 0 ? 0 : subscribers.reduce((total, subscriber) => total + bytesOf(subscriber), 0) / deliveries;
    const messageBytes = Math.round(perDelivery(({ bytes }) => bytes));
    const wireBytes = perDelivery((subscriber) => subscriber.wireBytes);
    commands.reset();
    if (got.some((count) => count !== each)) {
      throw new Error(`Subscribers received ${Math.min(...got)} to ${Math.max(...got)} of ${each} events`);
    }
    return { messageBytes, wireBytes, isCompressed: subscribers.every((subscriber) => subscriber.isCompressed) };
  },

  /** The first event that came. */
  sample: (): string => sample?.toString() ?? "",

  /** Forgets what was received. */
  reset(): void {
    for (const subscriber of subscribers) subscriber.reset();
  },

  close(): void {
    for (const subscriber of subscribers) subscriber.close();
    subscribers = [];
    failure = null;
  },

  present: ({ url, tokens }: { readonly url: string; readonly tokens: readonly string[] }): Promise<void> =>
    presentTokens(url, tokens),

  requests: (options: RequestsOptions): Promise<RequestsResult> => sendRequests(options),
};

export type LoadCommands = typeof commands;

serveCommands(commands);

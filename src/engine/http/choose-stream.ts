import type { MediaRange } from "./accept-header.ts";
import { multipartFormat, type StreamFormat, sseFormat } from "./stream-formats.ts";

/** Names of everything that serves subscriptions: a subprotocol of WebSockets, and media types. */
export const subscriptionTransports: readonly string[] = [
  "graphql-transport-ws",
  "text/event-stream",
  "multipart/mixed;subscriptionSpec=1.0",
];

/** Format of a stream, with the quality that the client gives it. */
export interface ChosenStream {
  readonly format: StreamFormat;
  readonly quality: number;
}

/** Returns the first stream with the highest quality that a client names; null: none. Wildcards name no stream. */
export function chooseStream(ranges: readonly MediaRange[]): ChosenStream | null {
  const named = ranges.flatMap(({ type, parameters, quality }) => {
    if (type === "text/event-stream") return [{ format: sseFormat, quality }];
    const isSpecified = type === "multipart/mixed" && parameters.get("subscriptionspec") === "1.0";
    return isSpecified ? [{ format: multipartFormat, quality }] : [];
  });
  const [best] = named.filter(({ quality }) => quality > 0).sort((one, other) => other.quality - one.quality);
  return best ?? null;
}

import { parseAccept, qualityOf } from "../request/accept-header.ts";
import { multipartFormat, type StreamFormat, sseFormat } from "./stream-formats.ts";

/** Media types in which a client takes answers. */
export interface Accepted {
  /** Type of a single answer; null: none. */
  readonly json: "application/json" | "application/graphql-response+json" | null;
  /** Format of answers that last; null: none. */
  readonly stream: StreamFormat | null;
}

const graphqlType = "application/graphql-response+json";

/** Names of everything that serves subscriptions: a subprotocol of WebSockets, and media types. */
export const subscriptionTransports = [
  "graphql-transport-ws",
  "text/event-stream",
  "multipart/mixed;subscriptionSpec=1.0",
];

/** Media types of this server's answers. */
export const servedTypes = ["application/json", graphqlType, ...subscriptionTransports.slice(1)];

/**
 * Reads an Accept header. A missing one takes JSON. A stream must be named: wildcards take JSON alone. Where
 * several are named, the first with the highest quality counts.
 */
export function readAccepted(accept: string | undefined): Accepted {
  const ranges = parseAccept(accept);
  const quality = qualityOf(ranges);
  const [plain, graphql] = [quality("application/json"), quality(graphqlType)];
  const streams = ranges.flatMap(({ type, parameters, quality: wish }) => {
    if (type === "text/event-stream") return [{ format: sseFormat, wish }];
    const isSpecified = type === "multipart/mixed" && parameters.get("subscriptionspec") === "1.0";
    return isSpecified ? [{ format: multipartFormat, wish }] : [];
  });
  const [stream] = streams.filter(({ wish }) => wish > 0).sort((one, other) => other.wish - one.wish);
  return {
    json: graphql > plain ? graphqlType : plain > 0 ? "application/json" : null,
    stream: stream?.format ?? null,
  };
}

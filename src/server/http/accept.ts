import { parseAccept, qualityOf } from "../../engine/http/accept-header.ts";
import { chooseStream, subscriptionTransports } from "../../engine/http/choose-stream.ts";
import type { StreamFormat } from "../../engine/http/stream-formats.ts";

/** Media types in which a client takes answers. */
export interface Accepted {
  /** Type of a single answer; null: none. */
  readonly json: "application/json" | "application/graphql-response+json" | null;
  /** Format of answers that last; null: none. */
  readonly stream: StreamFormat | null;
}

const graphqlType = "application/graphql-response+json";

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
  return {
    json: graphql > plain ? graphqlType : plain > 0 ? "application/json" : null,
    stream: chooseStream(ranges)?.format ?? null,
  };
}

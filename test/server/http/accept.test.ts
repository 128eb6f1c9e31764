import { expect, it } from "vitest";
import { readAccepted } from "../../../src/server/http/accept.ts";

const [json, graphql] = ["application/json", "application/graphql-response+json"] as const;

it.each<[accept: string | undefined, json: string | null, stream: "sse" | "multipart" | null]>([
  [undefined, json, null],
  ["*/*", json, null],
  ["application/*", json, null],
  [graphql, graphql, null],
  [`${graphql}, ${json};q=0.9`, graphql, null],
  [`${json}, ${graphql}`, json, null],
  ["text/event-stream", null, "sse"],
  ["text/event-stream;q=0", null, null],
  ["text/event-stream, */*", json, "sse"],
  ["text/*", null, null],
  ["multipart/mixed", null, null],
  ["multipart/mixed;subscriptionSpec=2.0", null, null],
  ['multipart/mixed;subscriptionSpec="1.0"', null, "multipart"],
  // Apollo Client.
  [`multipart/mixed;boundary=graphql;subscriptionSpec=1.0,${graphql},${json};q=0.9`, graphql, "multipart"],
  // urql.
  ["text/event-stream, multipart/mixed", null, "sse"],
  ["multipart/mixed;subscriptionSpec=1.0, text/event-stream", null, "multipart"],
  ["multipart/mixed;subscriptionSpec=1.0;q=0.5, text/event-stream", null, "sse"],
  ["text/event-stream;q=0.2, multipart/mixed;subscriptionSpec=1.0;q=0.5", null, "multipart"],
  ["image/png", null, null],
  ["text/event-stream;q=none", null, null],
])("Accept %j gets %s and streams as %s", (accept, type, stream) => {
  const accepted = readAccepted(accept);
  expect({ json: accepted.json, stream: accepted.stream?.envelope.transport ?? null }).toEqual({ json: type, stream });
});

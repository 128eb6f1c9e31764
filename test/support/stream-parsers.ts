import type { GraphQLFormattedError } from "graphql";
import type { Message } from "./collect.ts";

/** One message of a stream over HTTP. */
export type StreamMessage =
  | { readonly next: Message<unknown>; readonly id?: string | undefined }
  | { readonly errors: readonly GraphQLFormattedError[] }
  | "heartbeat"
  | "complete";

/** Takes text as it comes, and returns the messages that are whole. */
export type ParseStream = (text: string) => StreamMessage[];

/** Parser of GraphQL over SSE. */
export function createSseParser(): ParseStream {
  let rest = "";
  return (text) => {
    const events = (rest + text).split("\n\n");
    rest = events.pop() ?? "";
    return events.map(readEvent);
  };
}

function readEvent(text: string): StreamMessage {
  const fields = new Map(text.split("\n").map((line) => [/^[^:]*/.exec(line)?.[0], line.replace(/^[^:]*: ?/, "")]));
  if (fields.get("event") === "complete") return "complete";
  if (fields.get("event") !== "next") return "heartbeat";
  const next = JSON.parse(fields.get("data") ?? "") as Message<unknown>;
  return next.errors && !("data" in next) ? { errors: next.errors } : { next, id: fields.get("id") };
}

/** Parser of Apollo's multipart protocol with the boundary `graphql`. */
export function createMultipartParser(): ParseStream {
  let rest = "";
  return (text) => {
    const parts = (rest + text).split("\r\n--graphql");
    rest = parts.pop() ?? "";
    const messages = parts.filter((part) => part !== "").map(readPart);
    return rest === "--\r\n" ? [...messages, "complete"] : messages;
  };
}

function readPart(text: string): StreamMessage {
  const [head = "", body = ""] = text.split("\r\n\r\n");
  if (head !== "\r\ncontent-type: application/json") throw new Error(`A part has another head: ${head}`);
  const { payload, errors } = JSON.parse(body) as { payload?: Message<unknown>; errors?: GraphQLFormattedError[] };
  if (errors) return { errors };
  return payload ? { next: payload } : "heartbeat";
}

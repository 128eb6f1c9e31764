import { print } from "graphql";
import { z } from "zod";
import { WatchDocument, type WatchSubscriptionVariables } from "../generated/graphql.ts";
import type { Deployment } from "./deployment.ts";

/** Types of streams over HTTP, as `Accept` names them. */
export const streamTypes = {
  SSE: "text/event-stream",
  multipart: "multipart/mixed;subscriptionSpec=1.0",
} as const;

/** Milliseconds without an event after which a stream counts as silent. */
const patience = 10_000;

const eventSchema = z.object({ __typename: z.string(), seq: z.number().optional() });
const answerSchema = z.object({ data: z.object({ projectActivity: eventSchema }) });
const messageSchema = z.union([answerSchema, z.object({ payload: answerSchema }).transform(({ payload }) => payload)]);

/**
 * Follows a project by a stream over HTTP. Yields its events with a number, as `TaskCreated 7` or `Ready 7`. Throws
 * when the answer is no stream, and when the next event does not come.
 */
export async function* stream(
  deployment: Deployment,
  token: string,
  { type, variables }: { readonly type: keyof typeof streamTypes; readonly variables: WatchSubscriptionVariables },
  signal: AbortSignal,
): AsyncGenerator<string, undefined> {
  const ending = new AbortController();
  const silence = setTimeout(() => ending.abort(new Error(`nothing more came over ${type}`)), patience);
  try {
    const response = await fetch(`${deployment.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}`, accept: streamTypes[type] },
      body: JSON.stringify({ query: print(WatchDocument), variables }),
      signal: AbortSignal.any([signal, ending.signal]),
    });
    const [mediaType] = streamTypes[type].split(";");
    const found = response.headers.get("content-type") ?? "nothing";
    if (mediaType === undefined || !found.startsWith(mediaType)) {
      throw new Error(`the answer should be a stream of ${mediaType} (got ${found})`);
    }
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const event of lines.flatMap(readEvent)) {
        silence.refresh();
        yield event;
      }
    }
  } finally {
    clearTimeout(silence);
    ending.abort();
  }
}

/** In both formats a message is JSON on one line, in SSE behind `data:`. */
function readEvent(line: string): string[] {
  const text = line.replace(/^data: ?/, "");
  if (!text.startsWith("{")) return [];
  const { data: message } = messageSchema.safeParse(JSON.parse(text));
  if (!message) return [];
  const { __typename: name, seq } = message.data.projectActivity;
  return seq === undefined ? [] : [`${name} ${seq}`];
}

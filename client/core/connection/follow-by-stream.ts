import type { GraphQLFormattedError } from "graphql";
import type { Environment } from "../types.ts";
import { findEnd, findErrorEnd } from "./find-end.ts";
import { readAnswer, toRequest } from "./post.ts";
import { readEvents } from "./read-events.ts";
import { listErrors } from "./request-failure.ts";
import type { Sink, SocketEnd, SocketOptions, StreamResult, SubscribePayload } from "./transport.ts";

/** Silence after which a stream counts as lost, in milliseconds. The server sends a heartbeat every 12 s. */
const silenceLimit = 30_000;

interface FollowByStreamOptions extends Pick<SocketOptions, "url" | "token" | "documentIds" | "fetch"> {
  readonly environment: Pick<Environment, "now" | "setTimer">;
  readonly payload: SubscribePayload;
  readonly sink: Sink;
  /** Time for the first byte, in milliseconds. */
  readonly startLimit: number;
  readonly signal: AbortSignal;
  /** Called with each piece of the stream. */
  onHeard(): void;
}

/**
 * Follows one subscription by GraphQL over SSE. Resolves with null once the sink was told of its end, or the signal
 * came; otherwise with the end of the whole connection.
 */
export async function followByStream(options: FollowByStreamOptions): Promise<SocketEnd | null> {
  const { url, token, documentIds, environment, payload, sink, startLimit, signal, onHeard } = options;
  const { query, ...request } = payload;
  const controller = new AbortController();
  const abort = () => controller.abort();
  let isSilence = false;
  let cancelSilence = () => {};
  const waitFor = (limit: number) => {
    cancelSilence();
    cancelSilence = environment.setTimer(limit, () => {
      isSilence = true;
      abort();
    });
  };
  signal.addEventListener("abort", abort);
  waitFor(startLimit);
  try {
    const response = await (options.fetch ?? globalThis.fetch)(url, {
      ...toRequest({ document: query, ...request, token, documentIds }, "text/event-stream"),
      signal: controller.signal,
    });
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
    if (!response.ok || !response.body || !isStream) return refuse(response, await response.text());
    const heard = () => {
      waitFor(silenceLimit);
      onHeard();
    };
    for await (const { event, data } of readEvents(response.body, heard)) {
      if (signal.aborted) return null;
      if (event === "complete") {
        sink.completed();
        return null;
      }
      const result: StreamResult = JSON.parse(data);
      const errors = result.data === undefined ? result.errors : undefined;
      if (errors) return end(errors);
      sink.next(result);
    }
  } catch {
    // Told below.
  } finally {
    cancelSilence();
    signal.removeEventListener("abort", abort);
    abort();
  }
  if (signal.aborted) return null;
  return { code: null, reason: isSilence ? "The server does not answer." : "The connection was lost.", isSilence };

  function refuse(response: Response, text: string): Promise<SocketEnd | null> | SocketEnd | null {
    const outcome = readAnswer(response, text, environment.now());
    const errors = listErrors(outcome);
    // A refusal without a stream, of a server or proxy that knows none, says nothing about the subscription.
    if (errors.length === 0 || response.status === 406) {
      return findEnd(outcome) ?? { code: null, reason: "Streams do not pass this network.", isBlocked: true };
    }
    return end(errors);
  }

  function end(errors: readonly GraphQLFormattedError[]): Promise<SocketEnd | null> | SocketEnd | null {
    if (documentIds?.forget(query, errors)) return followByStream(options);
    const found = findErrorEnd(errors);
    if (!found) sink.refused(errors);
    return found;
  }
}

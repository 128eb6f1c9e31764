import type { GraphQLFormattedError } from "graphql";
import type { Environment, Outcome, SendRequest } from "../types.ts";
import type { DocumentIds } from "./document-ids.ts";

export interface PostOptions extends SendRequest {
  /** Address of the API, absolute. */
  readonly url: string;
  readonly token: string;
  /** Documents that are sent by their ids; undefined: none. */
  readonly documentIds?: DocumentIds | undefined;
  /** Time limit in milliseconds. */
  readonly limit: number;
  readonly environment: Pick<Environment, "setTimer" | "now">;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch | undefined;
}

/** Sends one request over HTTP, once. Never rejects. */
export async function post(options: PostOptions): Promise<Outcome> {
  const { url, limit, environment, signal } = options;
  const controller = new AbortController();
  const abort = () => controller.abort();
  let isLate = false;
  const cancel = environment.setTimer(limit, () => {
    isLate = true;
    abort();
  });
  signal?.addEventListener("abort", abort);
  try {
    const response = await (options.fetch ?? globalThis.fetch)(url, {
      ...toRequest(options, "application/graphql-response+json, application/json"),
      signal: controller.signal,
    });
    return readAnswer(response, await response.text(), environment.now());
  } catch {
    if (isLate) return { kind: "timeout" };
    return signal?.aborted ? { kind: "aborted" } : { kind: "unreachable" };
  } finally {
    cancel();
    signal?.removeEventListener("abort", abort);
  }
}

/** Returns the request that carries an operation. `accept`: types of the answer. */
export function toRequest(
  {
    document,
    variables,
    operationName,
    extensions,
    headers,
    token,
    documentIds,
  }: Pick<PostOptions, keyof SendRequest | "token" | "documentIds">,
  accept: string,
): RequestInit {
  // Names of headers are the same in upper and lower case: those of the client replace the caller's.
  const all = new Headers(headers);
  all.set("content-type", "application/json");
  all.set("accept", accept);
  all.set("authorization", `Bearer ${token}`);
  const documentId = document && documentIds?.find(document);
  const named = documentId ? { documentId } : { query: document };
  return {
    method: "POST",
    headers: all,
    body: JSON.stringify({ ...named, variables, operationName, extensions }),
    // A redirect is the answer of a captive portal or a proxy. The token stays here.
    redirect: "manual",
  };
}

/** Reads the text of an answer that is no stream. `now`: time in milliseconds since 1970. */
export function readAnswer(response: Response, text: string, now: number): Outcome {
  const answer = parseAnswer(text);
  if (!answer) {
    const retryAfter = readRetryAfter(response.headers.get("retry-after"), now);
    // A browser tells no status of a redirect.
    return { kind: "http", status: response.status || 302, ...(retryAfter !== null && { retryAfter }) };
  }
  const { data, errors, extensions } = answer;
  if (data) return { kind: "data", data, ...(errors && { errors }), ...(extensions && { extensions }) };
  return { kind: "errors", errors: errors ?? [], status: response.status };
}

interface Answer {
  readonly data: object | null;
  readonly errors: readonly GraphQLFormattedError[] | null;
  readonly extensions: Readonly<Record<string, unknown>> | null;
}

/** Returns null for a text that is no answer in the sense of GraphQL. */
function parseAnswer(text: string): Answer | null {
  try {
    const { data = null, errors = null, extensions = null }: Record<string, unknown> = JSON.parse(text) ?? {};
    const hasErrors =
      Array.isArray(errors) && errors.length > 0 && errors.every((error) => typeof error?.message === "string");
    if (typeof data !== "object" || Array.isArray(data) || (data === null && !hasErrors)) return null;
    return {
      data,
      errors: hasErrors ? (errors as GraphQLFormattedError[]) : null,
      extensions: extensions as Answer["extensions"],
    };
  } catch {
    return null;
  }
}

/** Longest wait that a header may ask for, in seconds. A date says less where this clock is wrong. */
const longestAsked = 300;

/** Returns the seconds that a `Retry-After` header names, as a number or as a date. At most `longestAsked`. */
function readRetryAfter(value: string | null, now: number): number | null {
  if (!value) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1_000;
  return Number.isNaN(seconds) ? null : Math.min(Math.max(0, seconds), longestAsked);
}

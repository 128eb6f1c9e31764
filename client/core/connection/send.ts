import type { GraphQLFormattedError } from "graphql";
import type { Session } from "../session/session.ts";
import { type Account, isSameAccount } from "../storage/account.ts";
import type { Environment, Outcome, Send, SendRequest } from "../types.ts";
import { unlessAborted } from "../unless-aborted.ts";

/** Time limit of a request in milliseconds; longer than the server's own. */
const defaultLimit = 20_000;

export interface SendOptions {
  /** Address of the API, absolute. */
  readonly url: string;
  /** The only account whose tokens are used. */
  readonly account: Account;
  readonly session: Session;
  readonly environment: Pick<Environment, "setTimer" | "now">;
  readonly fetch?: typeof fetch | undefined;
  /** Milliseconds (default 20,000). */
  readonly requestTimeout?: number | undefined;
}

/**
 * Creates a sender of requests over HTTP. A request that the server refuses for its token, and so has not carried out,
 * is sent once more with a fresh one. Nothing else is repeated.
 */
export function createSend(options: SendOptions): Send {
  const { url, account, session, environment, requestTimeout = defaultLimit } = options;
  const post = options.fetch ?? globalThis.fetch.bind(globalThis);

  return async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      const grant = await unlessAborted(session.obtain(), request.signal);
      if (grant.kind === "aborted" || request.signal?.aborted) return { kind: "aborted" };
      if (grant.kind === "failed") return { kind: "unreachable" };
      if (grant.kind === "none" || !isSameAccount(grant.account, account)) return { kind: "no-token" };
      const outcome = await attemptOnce(request, grant.token);
      const refusal = findRefusal(outcome);
      if (refusal === null) {
        if (outcome.kind === "data") session.accept(grant.token);
        return outcome;
      }
      session.refuse(grant.token, refusal);
      if (attempt === 2) return { kind: "no-token" };
    }
  };

  async function attemptOnce(
    { document, variables, operationName, extensions, headers, signal }: SendRequest,
    token: string,
  ): Promise<Outcome> {
    const controller = new AbortController();
    const abort = () => controller.abort();
    let isLate = false;
    const cancel = environment.setTimer(requestTimeout, () => {
      isLate = true;
      abort();
    });
    signal?.addEventListener("abort", abort);
    try {
      // Names of headers are the same in upper and lower case: those of the client replace the caller's.
      const all = new Headers(headers);
      all.set("content-type", "application/json");
      all.set("accept", "application/graphql-response+json, application/json");
      all.set("authorization", `Bearer ${token}`);
      const response = await post(url, {
        method: "POST",
        headers: all,
        body: JSON.stringify({ query: document, variables, operationName, extensions }),
        // A redirect is the answer of a captive portal or a proxy. The token stays here.
        redirect: "manual",
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
}

function readAnswer(response: Response, text: string, now: number): Outcome {
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

/** Returns the seconds that a `Retry-After` header names, as a number or as a date. */
function readRetryAfter(value: string | null, now: number): number | null {
  if (!value) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1_000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}

/** Returns the reason when the server took the token for none. */
function findRefusal(outcome: Outcome): string | null {
  if (outcome.kind !== "errors") return null;
  return outcome.errors.find(({ extensions }) => extensions?.["code"] === "UNAUTHENTICATED")?.message ?? null;
}

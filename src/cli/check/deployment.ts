import { setTimeout as sleep } from "node:timers/promises";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { z } from "zod";
import { CheckError } from "./check-error.ts";

/** The Lockstep that is checked, as a client far away reaches it. */
export interface Deployment {
  /** Without a path. */
  readonly url: string;
  /** Where its WebSockets are. */
  readonly socketUrl: string;
  /** Sends an operation over HTTP. Throws CheckError when what comes is no answer of a GraphQL server. */
  request<TData, TVariables>(
    document: TypedDocumentNode<TData, TVariables>,
    variables: TVariables,
    token?: string,
  ): Promise<Answer<TData>>;
  /**
   * Sends a request to the accounts. Repeats it if they ask for that within a minute, as they do above a rate; a longer
   * refusal is the answer. Throws CheckError when nobody answers.
   */
  askAccounts(path: string, question: Question): Promise<AccountsAnswer>;
}

export interface Question {
  /** As whom it is asked. */
  readonly session?: string;
  /** Makes it a POST. */
  readonly body?: object;
  /** Ends the wait before a repetition, with its reason; a sent request is always awaited. */
  readonly signal?: AbortSignal;
}

export interface Answer<TData> {
  readonly data?: TData | null | undefined;
  readonly errors?: readonly GivenError[] | undefined;
}

export type GivenError = z.infer<typeof errorSchema>;

export interface AccountsAnswer {
  readonly status: number;
  /** Session that was opened, to be sent as `session`. */
  readonly session: string | null;
  readonly token: string | null;
  /** Explanation by the accounts. */
  readonly message: string;
}

/** Milliseconds for an answer. */
const answerLimit = 6_000;

/** Maximum number of requested repetitions, and of seconds before one. */
const mostReturns = 5;
const longestPause = 60;

/** Statuses of proxies whose servers do not answer. */
const awayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

const errorSchema = z.object({
  message: z.string(),
  extensions: z.object({ code: z.string().optional(), retryAfter: z.number().optional() }).optional(),
});

const answerSchema = z
  .object({ data: z.unknown().optional(), errors: z.array(errorSchema).optional() })
  .refine(({ data, errors }) => data !== undefined || errors !== undefined);

const accountsSchema = z.object({ token: z.string().nullish(), message: z.string().optional() }).catch({});

export function openDeployment(url: string): Deployment {
  const { origin } = new URL(url);

  async function send(path: string, init: RequestInit): Promise<Response> {
    const signal = AbortSignal.timeout(answerLimit);
    return fetch(origin + path, { ...init, signal, redirect: "manual" }).catch((error: unknown) => {
      throw new CheckError(explain(origin, error));
    });
  }

  return {
    url: origin,
    socketUrl: `${origin.replace("http", "ws")}/graphql`,

    async request<TData, TVariables>(
      document: TypedDocumentNode<TData, TVariables>,
      variables: TVariables,
      token?: string,
    ): Promise<Answer<TData>> {
      const response = await send("/graphql", {
        method: "POST",
        headers: { ...jsonHeaders, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ query: print(document), variables }),
      });
      const answer = answerSchema.safeParse(await response.json().catch(() => undefined));
      if (answer.success) return answer.data as Answer<TData>;
      const isAway = awayStatuses.has(response.status);
      const what = isAway ? "as a proxy does whose instance does not answer" : "and not as Lockstep does";
      throw new CheckError(`${origin}/graphql answers ${response.status}, ${what}.`);
    },

    async askAccounts(path, { session, body, signal }) {
      const ask = () =>
        send(`/auth${path}`, {
          method: body ? "POST" : "GET",
          headers: { ...(body && jsonHeaders), ...(session !== undefined && { authorization: `Bearer ${session}` }) },
          ...(body && { body: JSON.stringify(body) }),
        });
      let response = await ask();
      for (let times = 0; response.status === 429 && times < mostReturns; times += 1) {
        const seconds = Number(response.headers.get("retry-after")) || 1;
        if (seconds > longestPause) break;
        await sleep(seconds * 1_000, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
        response = await ask();
      }
      const { token = null, message = "no reason given" } = accountsSchema.parse(
        await response.json().catch(() => ({})),
      );
      return { status: response.status, session: response.headers.get("set-auth-token"), token, message };
    },
  };
}

const jsonHeaders = { "content-type": "application/json" };

/**
 * fetch hides why it failed in the cause of its error, and of an address with several numbers in the first of those.
 */
function explain(origin: string, error: unknown): string {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return `${origin} does not answer within ${answerLimit / 1_000} seconds.`;
  }
  const outer = error instanceof Error ? (error.cause ?? error) : error;
  const cause = outer instanceof AggregateError ? outer.errors[0] : outer;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/CERT|LEAF_SIGNATURE/.test(code)) {
    return `The certificate of ${origin} does not hold (${reason}): set NODE_EXTRA_CA_CERTS if its authority is your own.`;
  }
  // OpenSSL's own words fill several lines.
  return `${origin} cannot be reached: ${/SSL|EPROTO/.test(code) ? "it does not speak TLS" : reason}.`;
}

import { setTimeout as sleep } from "node:timers/promises";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { z } from "zod";

/** A reason why the check cannot begin or go on, in one sentence for the operator. */
export class CheckError extends Error {
  override readonly name = "CheckError";
}

/** The checked deployment, as remote clients reach it. */
export interface Deployment {
  /** Origin, without a path. */
  readonly url: string;
  /** Address of its WebSockets. */
  readonly socketUrl: string;
  /** Sends an operation over HTTP. Throws CheckError for an answer that is not GraphQL. */
  request<TData, TVariables>(
    document: TypedDocumentNode<TData, TVariables>,
    variables: TVariables,
    token?: string,
  ): Promise<Answer<TData>>;
  /**
   * Sends a request to the accounts. Retries a 429 whose wait is at most a minute; a longer one is the answer. Throws
   * CheckError without an answer.
   */
  askAccounts(path: string, question: Question): Promise<AccountsAnswer>;
}

export interface Question {
  /** Session of the person who asks. */
  readonly session?: string;
  /** JSON body; makes the request a POST. */
  readonly body?: object;
  /** Ends the wait before a retry, with its reason. A request that was sent is always awaited. */
  readonly signal?: AbortSignal;
}

export interface Answer<TData> {
  readonly data?: TData | null | undefined;
  readonly errors?: readonly GivenError[] | undefined;
}

export type GivenError = z.infer<typeof errorSchema>;

export interface AccountsAnswer {
  readonly status: number;
  /** Token of an opened session, to be sent as `session`. */
  readonly session: string | null;
  readonly token: string | null;
  /** Explanation by the accounts. */
  readonly message: string;
}

/** Time limit of an answer, in milliseconds. */
const answerLimit = 6_000;

/** Maximum number of retries after a 429, and the longest wait before one, in seconds. */
const mostReturns = 5;
const longestPause = 60;

/** Answers of proxies whose server cannot be reached. */
const awayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

const errorSchema = z.object({
  message: z.string(),
  extensions: z
    .object({ code: z.string().optional(), retryAfter: z.number().optional(), budget: z.number().optional() })
    .optional(),
});

const answerSchema = z
  .object({ data: z.unknown().optional(), errors: z.array(errorSchema).optional() })
  .refine(({ data, errors }) => data !== undefined || errors !== undefined);

const accountsSchema = z.object({ token: z.string().nullish(), message: z.string().optional() }).catch({});

/** Returns the value of `--url`, or of another flag. Throws CheckError for anything but an address over HTTP. */
export function requireUrl(value: string, flag = "url"): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw new CheckError(`--${flag} must be a URL that begins with http:// or https://.`);
}

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

/** fetch puts the reason in the cause of its error; for a name with several addresses, in the first of its errors. */
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
  // OpenSSL's messages have several lines.
  return `${origin} cannot be reached: ${/SSL|EPROTO/.test(code) ? "it does not speak TLS" : reason}.`;
}

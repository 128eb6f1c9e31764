import { type ApolloCache, ApolloLink, ServerError, ServerParseError } from "@apollo/client";
import { BaseHttpLink } from "@apollo/client/link/http";
import { RetryLink } from "@apollo/client/link/retry";
import { OperationTypeNode } from "graphql";
import { catchError, from, map, mergeMap, of, switchMap, throwError } from "rxjs";
import { answeredWithin } from "../core/answered-within.ts";
import { defaultRequestTimeout, type LockstepLinkOptions } from "../core/lockstep-link-options.ts";
import type { TokenKeeper } from "../core/token-keeper.ts";
import { isRepeatable } from "./is-repeatable.ts";
import type { Moments, SentAt } from "./sent-at.ts";

/** Maximum number of attempts, and the waits between them in milliseconds: enough for a restart of the server. */
const attempts = 5;
const delay = { initial: 300, max: 3_000, jitter: true };

/** Answers of proxies whose server cannot be reached. */
const awayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Queries and mutations over HTTP. A request that was not answered, or was answered with UNAVAILABLE, is sent again a few
 * times where that is safe. One that was refused for its token is sent again once with a fresh token.
 */
export function createRequestLink(
  { url, fetch, requestTimeout = defaultRequestTimeout }: Pick<LockstepLinkOptions, "url" | "fetch" | "requestTimeout">,
  tokens: TokenKeeper,
): ApolloLink {
  return ApolloLink.from([
    new ApolloLink((operation, forward) => forward(operation).pipe(catchError(toAnswer))),
    new RetryLink({
      attempts: { max: attempts, retryIf: (error, operation) => isAway(error) && isRepeatable(operation) },
      delay,
    }),
    new ApolloLink((operation, forward) => forward(operation).pipe(mergeMap(failUnavailable))),
    createTokenLink(tokens),
    // A time-out also aborts the request.
    new ApolloLink((operation, forward) => forward(operation).pipe(answeredWithin(requestTimeout, "The server"))),
    new ApolloLink(noteMoment),
    new BaseHttpLink({ uri: url, ...(fetch && { fetch }) }),
  ]);
}

function createTokenLink(tokens: TokenKeeper): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const send = (token: string | null) => {
      if (token !== null) {
        operation.setContext(({ headers }) => ({ headers: { ...headers, authorization: `Bearer ${token}` } }));
      }
      return forward(operation);
    };
    return from(tokens.get()).pipe(
      switchMap((token) =>
        send(token).pipe(
          mergeMap((result) => {
            if (token === null || !isUnauthenticated(result)) return of(result);
            return from(tokens.get(token)).pipe(
              switchMap((fresh) => (fresh === null || fresh === token ? of(result) : send(fresh))),
            );
          }),
        ),
      ),
    );
  });
}

/** Answers of mutations are left alone: a retry is answered with the outcome of the first attempt. */
const noteMoment: ApolloLink.RequestHandler = (operation, forward) => {
  const { cache }: { readonly cache: ApolloCache & Partial<Moments> } = operation.client;
  const answers = forward(operation);
  if (operation.operationType !== OperationTypeNode.QUERY || cache.moment === undefined) return answers;
  const sentAt: SentAt = { lockstepSentAt: cache.moment };
  return answers.pipe(map((result) => ({ ...result, extensions: { ...result.extensions, ...sentAt } })));
};

/** RetryLink repeats failures: an answer with UNAVAILABLE is a failure below it, and an answer again above it. */
class UnavailableAnswer extends Error {
  override readonly name = "UnavailableAnswer";
  readonly result: ApolloLink.Result;

  constructor(result: ApolloLink.Result) {
    super("The server cannot reach its database.");
    this.result = result;
  }
}

function failUnavailable(result: ApolloLink.Result) {
  const isUnavailable = result.errors?.some(({ extensions }) => extensions?.["code"] === "UNAVAILABLE") ?? false;
  return isUnavailable ? throwError(() => new UnavailableAnswer(result)) : of(result);
}

function toAnswer(error: unknown) {
  return error instanceof UnavailableAnswer ? of(error.result) : throwError(() => error);
}

/** The server refuses an unauthenticated request as a whole: no part of a mutation was applied. */
function isUnauthenticated({ errors }: ApolloLink.Result): boolean {
  return errors?.some(({ extensions }) => extensions?.["code"] === "UNAUTHENTICATED") ?? false;
}

/** Returns true when no server answered: `fetch`, or the function that fetches the token, failed. */
function isAway(error: Error): boolean {
  if (ServerError.is(error) || ServerParseError.is(error)) return awayStatuses.has(error.statusCode);
  return error.name !== "AbortError";
}

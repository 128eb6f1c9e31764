import { ApolloLink } from "@apollo/client";
import { print } from "@apollo/client/utilities";
import { OperationTypeNode } from "graphql";
import { Observable } from "rxjs";
import type { Lockstep } from "../core/lockstep/lockstep.ts";
import type { Outcome } from "../core/types.ts";
import { findCacheSync } from "./connect-cache.ts";
import { isRepeatable } from "./is-repeatable.ts";
import { openSubscription } from "./open-subscription.ts";
import { RequestFailed } from "./request-failed.ts";

/**
 * Maximum number of attempts, and the bounds of the wait between two in milliseconds: enough for a server's restart.
 */
const maxAttempts = 5;
const shortestWait = 300;
const longestWait = 3_000;

/** Answers of proxies whose server cannot be reached. */
const awayStatuses: readonly number[] = [502, 503, 504];

/** Settings of `createLockstepLink`. */
export interface LockstepLinkOptions {
  /** Called when the server refuses a subscription for now, for example beyond a limit. It waits and is tried again. */
  readonly onWaiting?: (operation: ApolloLink.Operation, reason: string) => void;
}

/**
 * Creates the terminating link of an Apollo Client over a Lockstep client. Queries and mutations go over HTTP with the
 * token of the person who is signed in. They wait until the app has told who that is. Subscriptions share the client's
 * one connection. They work online only: the outbox belongs to the kit's hooks and `ProjectHandle.submit`.
 *
 * - A request that was not answered is sent again up to four times, except a mutation without a `clientMutationId`. It
 *   fails with `RequestFailed` then. An aborted request fails at once and is never sent again.
 * - A subscription lasts through lost connections. One to `projectActivity` resumes where it stopped: each change
 *   arrives once, whatever the document selects. It fails only when the server refuses it for good.
 * - A cache of `connectCache` never shows an answer that is older than the projects that are open.
 */
export function createLockstepLink(lockstep: Lockstep, { onWaiting }: LockstepLinkOptions = {}): ApolloLink {
  return new ApolloLink((operation) => {
    const sync = () => findCacheSync(operation.client.cache);
    return new Observable<ApolloLink.Result>((observer) => {
      const hand = (result: ApolloLink.Result) => {
        const known = sync();
        if (known) known.takeAnswer(operation, result, (corrected) => observer.next(corrected));
        else observer.next(result);
      };
      if (operation.operationType === OperationTypeNode.SUBSCRIPTION) {
        return openSubscription(lockstep, operation, {
          next: hand,
          error: (error) => observer.error(error),
          complete: () => observer.complete(),
          waiting: (reason) => onWaiting?.(operation, reason),
        });
      }
      const controller = new AbortController();
      const { fetchOptions } = operation.getContext() as RequestContext;
      const given = fetchOptions?.signal;
      const signal = given ? AbortSignal.any([given, controller.signal]) : controller.signal;
      request(lockstep, operation, signal).then(
        (result) => {
          if (controller.signal.aborted) return;
          hand(result);
          observer.complete();
        },
        (error) => observer.error(error),
      );
      return () => controller.abort();
    });
  });
}

/** Sends an operation until it is answered. Rejects when it is not. */
async function request(
  lockstep: Lockstep,
  operation: ApolloLink.Operation,
  signal: AbortSignal,
): Promise<ApolloLink.Result> {
  const { http = {}, headers } = operation.getContext() as RequestContext;
  const { operationName, variables, extensions } = operation;
  const hasExtensions = http.includeExtensions !== false && Object.keys(extensions).length > 0;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await lockstep.send({
      ...(http.includeQuery !== false && { document: print(operation.query) }),
      ...(hasExtensions && { extensions }),
      ...(headers && { headers }),
      variables,
      operationName,
      signal,
    });
    if (signal.aborted) throw signal.reason;
    if (attempt === maxAttempts || !isAway(outcome) || !isRepeatable(operation)) return toResult(outcome);
    await pause(attempt, outcome, signal);
  }
}

/** Parts of an operation's context that apps and other links set for requests over HTTP. */
interface RequestContext {
  readonly fetchOptions?: { readonly signal?: AbortSignal };
  readonly http?: { readonly includeQuery?: boolean; readonly includeExtensions?: boolean };
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns true when no server answered, or one that cannot reach its database. */
function isAway(outcome: Outcome): boolean {
  if (outcome.kind === "http") return awayStatuses.includes(outcome.status);
  if (outcome.kind === "unreachable" || outcome.kind === "timeout") return true;
  const errors = "errors" in outcome ? outcome.errors : undefined;
  return errors?.some(({ extensions }) => extensions?.["code"] === "UNAVAILABLE") ?? false;
}

function toResult(outcome: Outcome): ApolloLink.Result {
  switch (outcome.kind) {
    case "data": {
      const { errors, extensions } = outcome;
      const data = outcome.data as Record<string, unknown>;
      return { data, ...(errors && { errors }), ...(extensions && { extensions }) };
    }
    case "errors":
      return { errors: outcome.errors };
    case "no-token":
      return { errors: [{ message: "Nobody is signed in.", extensions: { code: "UNAUTHENTICATED" } }] };
    default:
      throw new RequestFailed(outcome.kind, outcome.kind === "http" ? outcome.status : null);
  }
}

/** Random, so that clients which were lost together do not return together. Rejects when the request is aborted. */
function pause(attempt: number, outcome: Outcome, signal: AbortSignal): Promise<void> {
  const longest = Math.min(longestWait, shortestWait * 2 ** attempt);
  const asked = outcome.kind === "http" ? (outcome.retryAfter ?? 0) * 1_000 : 0;
  const wait = Math.max(asked, shortestWait + Math.random() * (longest - shortestWait));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(end, wait);
    signal.addEventListener("abort", end);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    }
  });
}

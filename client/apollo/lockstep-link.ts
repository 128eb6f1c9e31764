import { ApolloLink, CombinedGraphQLErrors } from "@apollo/client";
import { OperationTypeNode } from "graphql";
import { catchError, throwError } from "rxjs";
import { SubscriptionRefused } from "../core/connection-failure.ts";
import type { ConnectionStates } from "../core/connection-state.ts";
import type { LockstepLinkOptions } from "../core/lockstep-link-options.ts";
import { createSubscriptions } from "../core/subscriptions.ts";
import { TokenKeeper } from "../core/token-keeper.ts";
import { createRequestLink } from "./request-link.ts";

export interface LockstepLink extends ApolloLink {
  readonly connection: ConnectionStates;
  /**
   * Ends all subscriptions and the connection for good. Idempotent. A link without subscriptions holds no connection and
   * needs no closing.
   */
  close(): void;
}

/**
 * The link of an Apollo Client that talks to Lockstep: requests over HTTP, subscriptions over a WebSocket. It belongs to
 * one user, since it keeps a token until shortly before it expires: create another link for the next user.
 *
 * - A subscription fails only when a retry cannot help. The code `UNAUTHENTICATED`, here as in the answer of a request,
 *   means that the session is over.
 * - `projectActivity` resumes after each loss where it stopped: each change arrives once, whatever the document selects.
 * - Unanswered requests are sent again a few times, except mutations without a `clientMutationId`.
 */
export function createLockstepLink(options: LockstepLinkOptions): LockstepLink {
  const tokens = new TokenKeeper(options);
  const { connection, open, close } = createSubscriptions(options, tokens);
  const subscriptions = new ApolloLink((operation) =>
    open(operation).pipe(catchError((failure: unknown) => throwError(() => toApolloError(failure)))),
  );
  const link = ApolloLink.split(isSubscription, subscriptions, createRequestLink(options, tokens));
  return Object.assign(link, { connection, close });
}

function isSubscription({ operationType }: ApolloLink.Operation): boolean {
  return operationType === OperationTypeNode.SUBSCRIPTION;
}

/** GraphQL errors look as they do over HTTP. */
function toApolloError(failure: unknown): unknown {
  const isGraphQL = failure instanceof SubscriptionRefused && failure.errors.length > 0;
  return isGraphQL ? new CombinedGraphQLErrors({ errors: failure.errors }) : failure;
}

import { ApolloLink } from "@apollo/client";
import { OperationTypeNode } from "graphql";
import type { ConnectionStates } from "./connection-state.ts";
import type { LockstepLinkOptions } from "./lockstep-link-options.ts";
import { createRequestLink } from "./request-link.ts";
import { createSubscriptionLink } from "./subscription-link.ts";
import { TokenKeeper } from "./token-keeper.ts";

export interface LockstepLink extends ApolloLink {
  readonly connection: ConnectionStates;
  /**
   * Ends all subscriptions and the connection, for good; once more does nothing. What is left when the last subscription
   * has ended needs no closing.
   */
  close(): void;
}

/**
 * The one link of an Apollo Client that talks to Lockstep: requests over HTTP, subscriptions over a WebSocket. It is
 * one user's: make another for the next one, since it keeps a token until shortly before that expires.
 *
 * - A subscription ends with an error only when to try again would not help. `UNAUTHENTICATED` among the codes, here as
 *   in the answer of a request, says that the session is over.
 * - `projectActivity` goes on after each loss where it stopped, each change once, whatever the document selects.
 * - Unanswered requests are sent again a few times, except mutations without a `clientMutationId`.
 */
export function createLockstepLink(options: LockstepLinkOptions): LockstepLink {
  const tokens = new TokenKeeper(options);
  const subscriptions = createSubscriptionLink(options, tokens);
  const requests = createRequestLink(options, tokens);
  const link = ApolloLink.split(isSubscription, subscriptions, requests);
  return Object.assign(link, { connection: subscriptions.connection, close: subscriptions.close });
}

function isSubscription({ operationType }: ApolloLink.Operation): boolean {
  return operationType === OperationTypeNode.SUBSCRIPTION;
}

import { type ApolloLink, CombinedGraphQLErrors } from "@apollo/client";
import { print } from "@apollo/client/utilities";
import type { GraphQLFormattedError } from "graphql";
import { chooseWait } from "../core/connection/backoff.ts";
import { isPassing, retryAfterOf } from "../core/connection/error-codes.ts";
import type { Lockstep } from "../core/lockstep/lockstep.ts";
import { Resumption } from "./resumption.ts";

const environment = { random: Math.random, signals: { isVisible: () => true } };

interface Subscriber {
  next(result: ApolloLink.Result): void;
  error(error: Error): void;
  complete(): void;
  /** The server refuses it for now. */
  waiting(reason: string): void;
}

/** Subscribes over the client's connection. One to `projectActivity` is resumed by its cursor. Returns its end. */
export function openSubscription(
  lockstep: Lockstep,
  { query, variables, operationName, extensions }: ApolloLink.Operation,
  subscriber: Subscriber,
): () => void {
  const resumption = Resumption.of(query, variables);
  const text = print(resumption?.document ?? query);
  let refusals = 0;
  const leave = lockstep.subscribe({
    request: () => ({
      query: text,
      variables: resumption?.variables ?? variables,
      ...(operationName !== undefined && { operationName }),
      ...(Object.keys(extensions).length > 0 && { extensions }),
    }),
    next({ data, errors, extensions: told }) {
      refusals = 0;
      const result = {
        ...(data !== undefined && { data }),
        ...(errors && { errors }),
        ...(told && { extensions: told }),
      };
      if (resumption?.take(result) ?? true) subscriber.next(result);
    },
    refused(errors) {
      const [error] = errors;
      if (!error || isPassing(error)) {
        refusals += 1;
        subscriber.waiting(error?.message ?? "The server refused the subscription.");
        return Math.max((error && retryAfterOf(error)) ?? 0, chooseWait(refusals, environment));
      }
      leave();
      subscriber.error(new CombinedGraphQLErrors({ errors: errors as GraphQLFormattedError[] }));
      return null;
    },
    completed() {
      leave();
      subscriber.complete();
    },
    interrupted() {},
  });
  return leave;
}

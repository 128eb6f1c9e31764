import type { Client } from "graphql-ws";
import type { Answer } from "./person.ts";

/** A request of GraphQL as it is sent, well-formed or not. */
export interface GraphQLRequest {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

/**
 * Sends an operation over a WebSocket or stream and takes its answer as HTTP would give it. The errors of an `error`
 * message stand in `errors`. Resolves with the first message: of a subscription, which goes on, too. Rejects when the
 * socket closes.
 */
export function execute<TData>(client: Pick<Client, "subscribe">, request: GraphQLRequest): Promise<Answer<TData>> {
  return new Promise((resolve, reject) => {
    client.subscribe<TData>(request, {
      next: (answer) => resolve(answer as Answer<TData>),
      error: (failure) => (Array.isArray(failure) ? resolve({ errors: failure }) : reject(failure)),
      complete: () => resolve({}),
    });
  });
}

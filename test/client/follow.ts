import { EventEmitter, once } from "node:events";
import type { ApolloClient, ErrorLike } from "@apollo/client";
import type { DocumentNode } from "graphql";

/** A subscription through an Apollo Client, and all that it was given. */
export interface Followed {
  /** The numbers of the changes, by the results' `extensions`. */
  readonly seqs: readonly number[];
  /** The data of all results. */
  readonly data: readonly unknown[];
  readonly error: ErrorLike | undefined;
  readonly isComplete: boolean;
  /** Resolves when it is so; rejects after 15 s, with what it was given. */
  until(isReached: () => boolean): Promise<void>;
  stop(): void;
}

export function follow(client: ApolloClient, query: DocumentNode, variables: Record<string, unknown>): Followed {
  const seqs: number[] = [];
  const data: unknown[] = [];
  const changes = new EventEmitter();
  let error: ErrorLike | undefined;
  let isComplete = false;

  // Apollo Client would make one of two that are the same.
  const options = { fetchPolicy: "no-cache", context: { queryDeduplication: false } } as const;
  const subscription = client.subscribe({ query, variables, ...options }).subscribe({
    next: (result) => {
      const seq = result.extensions?.["seq"];
      if (typeof seq === "number") seqs.push(seq);
      if (result.data) data.push(result.data);
      error ??= result.error;
      changes.emit("change");
    },
    complete: () => {
      isComplete = true;
      changes.emit("change");
    },
  });

  return {
    seqs,
    data,
    get error() {
      return error;
    },
    get isComplete() {
      return isComplete;
    },
    async until(isReached) {
      const deadline = AbortSignal.timeout(15_000);
      while (!isReached()) {
        await once(changes, "change", { signal: deadline }).catch(() => {
          throw new Error(`It did not come to that: ${JSON.stringify({ data, error, isComplete })}`);
        });
      }
    },
    stop: () => subscription.unsubscribe(),
  };
}

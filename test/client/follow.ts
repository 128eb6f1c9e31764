import { EventEmitter, once } from "node:events";
import type { ApolloClient, ErrorLike } from "@apollo/client";
import type { DocumentNode } from "graphql";
import type { SignalName } from "../../client/generated/store-schema.ts";

/** A subscription through an Apollo Client, and all its results. */
export interface Followed {
  /** Numbers of the changes, from the results' `extensions`. */
  readonly seqs: readonly number[];
  /** Data of all results. */
  readonly data: readonly unknown[];
  readonly error: ErrorLike | undefined;
  readonly isComplete: boolean;
  /** Resolves once the condition holds. Rejects after 15 s, with the results so far. */
  until(isReached: () => boolean): Promise<void>;
  stop(): void;
}

export function follow(client: ApolloClient, query: DocumentNode, variables: Record<string, unknown>): Followed {
  const seqs: number[] = [];
  const data: unknown[] = [];
  const changes = new EventEmitter();
  let error: ErrorLike | undefined;
  let isComplete = false;

  // Apollo Client shares one subscription among equal ones.
  const options = { fetchPolicy: "no-cache", context: { queryDeduplication: false } } as const;
  const subscription = client.subscribe({ query, variables, ...options }).subscribe({
    next: (result) => {
      const seq = result.extensions?.["seq"];
      if (typeof seq === "number" && isChange(result.data)) seqs.push(seq);
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
          throw new Error(`The condition was not reached: ${JSON.stringify({ data, error, isComplete })}`);
        });
      }
    },
    stop: () => subscription.unsubscribe(),
  };
}

/** Apollo Client selects `__typename` whatever the document selects. */
function isChange(data: unknown): boolean {
  const [event] = Object.values(data as Record<string, { readonly __typename: string } | undefined>);
  return event !== undefined && !signals.includes(event.__typename);
}

const signals: readonly string[] = ["Ready", "Resync", "PresenceJoined", "PresenceLeft"] satisfies SignalName[];

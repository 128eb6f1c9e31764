import type { StreamOptions } from "../connection/connection.ts";
import { callSafely, type Listeners } from "../listeners.ts";
import type { AccountScope } from "./account-scope.ts";

interface PersonOptions {
  /** Returns the account that is there; null: nobody's. */
  findScope(): AccountScope | null;
  /** Called when it is another one, and when the client closes. */
  readonly scopeListeners: Listeners;
  isClosed(): boolean;
}

/**
 * Starts a stream that ends with the account under which it began, or with the client. Returns the function that ends
 * it.
 */
export function subscribeAsPerson(
  stream: StreamOptions,
  { findScope, scopeListeners, isClosed }: PersonOptions,
): () => void {
  let owner: AccountScope | null = null;
  let isOver = false;
  let leave = () => {};
  const own: StreamOptions = {
    request: (transport) => stream.request(transport),
    next: (result) => stream.next(result),
    interrupted: () => stream.interrupted(),
    refused(errors) {
      const wait = callSafely(() => stream.refused(errors)) ?? null;
      if (wait === null) end();
      return wait;
    },
    completed() {
      end();
      stream.completed();
    },
  };
  const follow = () => {
    const scope = findScope();
    if (isOver) return;
    if (isClosed()) own.completed();
    else if (!owner && scope) {
      owner = scope;
      leave = scope.subscribe(own);
    } else if (owner && owner !== scope) {
      end();
      stream.refused([{ message: "Nobody is signed in.", extensions: { code: "UNAUTHENTICATED" } }]);
    }
  };
  const stop = scopeListeners.add(follow);
  function end(): void {
    isOver = true;
    stop();
    leave();
  }
  // Where it completes at once, the caller has its end by then.
  if (isClosed()) queueMicrotask(follow);
  else follow();
  return end;
}

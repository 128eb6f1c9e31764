import type { Listeners } from "../listeners.ts";
import type { AccountScope } from "./account-scope.ts";
import type { OutboxHandle } from "./lockstep.ts";

/** Creates a view of the outbox of whichever account is there. `scopeListeners` are called when it is another one. */
export function createOutboxHandle(findScope: () => AccountScope | null, scopeListeners: Listeners): OutboxHandle {
  const require = () => {
    const scope = findScope();
    if (!scope) throw new Error("Nobody is signed in.");
    return scope.outbox;
  };
  return {
    get intents() {
      return findScope()?.outbox.intents ?? none;
    },
    get durability() {
      return findScope()?.outbox.durability ?? "disk";
    },
    holdup: (projectId) => findScope()?.holdup(projectId) ?? null,
    find: (id) => findScope()?.outbox.find(id),
    retry: async (id) => require().retry(id),
    resolve: async (id, change) => require().resolve(id, change),
    dismiss: async (id) => require().dismiss(id),
    cancel: async (id) => require().cancel(id),
    subscribe(listener) {
      let end = findScope()?.outbox.subscribe(listener);
      const follow = () => {
        end?.();
        end = findScope()?.outbox.subscribe(listener);
        listener();
      };
      const stop = scopeListeners.add(follow);
      return () => {
        stop();
        end?.();
      };
    },
  };
}

const none: OutboxHandle["intents"] = [];

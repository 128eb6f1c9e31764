import type { Listeners } from "../listeners.ts";
import { cancelIntent } from "../outbox/cancel-intent.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { Environment } from "../types.ts";
import type { AccountScope } from "./account-scope.ts";
import type { OutboxHandle } from "./lockstep.ts";

/** Creates a view of the outbox of whichever account is there. `scopeListeners` are called when it is another one. */
export function createOutboxHandle(
  findScope: () => AccountScope | null,
  scopeListeners: Listeners,
  environment: Environment,
): OutboxHandle {
  /** The code of decisions comes with that which sends: the server has refused something before. */
  const decide = async <T>(make: (decisions: Decisions, outbox: Outbox) => Promise<T>) => {
    const decisions = await import("./online.ts").catch(() => null);
    const scope = findScope();
    return !!scope && !!decisions && make(decisions, scope.outbox);
  };
  /** Listens to the outbox of whichever account is there. `onOther` is called when it is another one. */
  const follow = (listen: (outbox: Outbox) => () => void, onOther = () => {}) => {
    const begin = () => {
      const scope = findScope();
      return scope ? listen(scope.outbox) : undefined;
    };
    let end = begin();
    const stop = scopeListeners.add(() => {
      end?.();
      end = begin();
      onOther();
    });
    return () => {
      stop();
      end?.();
    };
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
    retry: (id) => decide(({ retryIntent }, outbox) => retryIntent(outbox, id)),
    resolve: (id, change) => decide(({ resolveIntent }, outbox) => resolveIntent(outbox, environment, id, change)),
    dismiss: (id) => decide(({ dismissIntent }, outbox) => dismissIntent(outbox, id)),
    async cancel(id) {
      const scope = findScope();
      return !!scope && cancelIntent(scope.outbox, id);
    },
    subscribe: (listener) => follow((outbox) => outbox.subscribe(listener), listener),
    onSubmit: (listener) => follow((outbox) => outbox.submissions.add(listener)),
  };
}

type Decisions = typeof import("./online.ts");

const none: OutboxHandle["intents"] = [];

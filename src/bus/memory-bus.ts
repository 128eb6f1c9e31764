import type { Logger } from "pino";
import type { Bus } from "./bus.ts";
import { guardListener } from "./guard-listener.ts";

type Listener = (message: string) => void;

/** The bus of one process. Instances that are to hear each other share it, and whoever made it closes it. */
export function createMemoryBus({ logger }: { logger: Logger }): Bus {
  const listeners = new Map<string, Set<Listener>>();
  let open = true;

  function deliver(projectId: string, message: string): void {
    for (const listener of listeners.get(projectId) ?? []) listener(message);
  }

  function add(projectId: string, listener: Listener): void {
    const present = listeners.get(projectId);
    if (present) present.add(listener);
    else listeners.set(projectId, new Set([listener]));
  }

  function remove(projectId: string, listener: Listener): void {
    const present = listeners.get(projectId);
    if (present?.delete(listener) && present.size === 0) listeners.delete(projectId);
  }

  return {
    publish(projectId, message) {
      if (open) queueMicrotask(() => deliver(projectId, message));
    },

    subscribe(projectId, listener) {
      const guarded = guardListener(listener, logger);
      add(projectId, guarded);
      return Promise.resolve(() => remove(projectId, guarded));
    },

    onReconnect: () => () => {},

    isConnected: () => open,

    close() {
      open = false;
      listeners.clear();
      return Promise.resolve();
    },
  };
}

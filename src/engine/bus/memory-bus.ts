import type { Logger } from "pino";
import type { Bus } from "./bus.ts";
import { guardListener } from "./guard-listener.ts";
import { ProjectListeners } from "./project-listeners.ts";

/** The bus of one process. Instances that are to hear each other share it, and whoever made it closes it. */
export function createMemoryBus({ logger }: { logger: Logger }): Bus {
  const listeners = new ProjectListeners();
  let open = true;

  return {
    publish(projectId, message) {
      if (open) queueMicrotask(() => listeners.deliver(projectId, message));
    },

    subscribe(projectId, listener) {
      const guarded = guardListener(listener, logger);
      listeners.add(projectId, guarded);
      return Promise.resolve(() => void listeners.remove(projectId, guarded));
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

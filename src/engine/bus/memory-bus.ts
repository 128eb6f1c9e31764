import type { Logger } from "../../logging/logger.ts";
import type { Bus } from "./bus.ts";
import { guardListener } from "./guard-listener.ts";
import { TopicListeners } from "./topic-listeners.ts";

/**
 * Creates the bus of one process. Instances that are to hear each other share it, and its creator closes it. `logger`
 * (default: `console`) hears of listeners that fail.
 */
export function createMemoryBus({ logger = console }: { readonly logger?: Logger } = {}): Bus {
  const listeners = new TopicListeners();
  let open = true;

  return {
    publish(topic, message) {
      if (open) queueMicrotask(() => listeners.deliver(topic, message));
    },

    subscribe(topic, listener) {
      const guarded = guardListener(listener, logger);
      listeners.add(topic, guarded);
      return Promise.resolve(() => void listeners.remove(topic, guarded));
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

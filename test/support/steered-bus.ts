import { EventEmitter } from "node:events";
import { pino } from "pino";
import type { Bus } from "../../src/engine/bus/bus.ts";
import { createMemoryBus } from "../../src/engine/bus/memory-bus.ts";

/** Hands a message on, now or later, any number of times, changed or not. */
export type Carrier = (message: string, deliver: (message: string) => void) => void;

/** An in-process bus that loses, doubles, delays and forges messages as it is told, which Redis does only by chance. */
export interface SteeredBus extends Bus {
  /** Has every message from now on carried so; without an argument faithfully. */
  carry(carrier?: Carrier): void;
  /** Message to deliver to every listener of the project, whoever sent it. */
  forge(projectId: string, message: string): void;
  /** Calls the listeners of `onReconnect`. */
  reconnect(): void;
  /** Number of open subscriptions. */
  readonly openCount: number;
}

export function createSteeredBus(): SteeredBus {
  const bus = createMemoryBus({ logger: pino({ level: "silent" }) });
  const events = new EventEmitter();
  const carryFaithfully: Carrier = (message, deliver) => deliver(message);
  let carrier = carryFaithfully;
  let openCount = 0;
  return {
    publish: (projectId, message) => carrier(message, (carried) => bus.publish(projectId, carried)),
    async subscribe(projectId, listener) {
      const unsubscribe = await bus.subscribe(projectId, listener);
      openCount += 1;
      return () => {
        openCount -= 1;
        unsubscribe();
      };
    },
    onReconnect(listener) {
      events.on("reconnect", listener);
      return () => events.off("reconnect", listener);
    },
    isConnected: () => bus.isConnected(),
    close: () => bus.close(),
    carry(next = carryFaithfully) {
      carrier = next;
    },
    forge: (projectId, message) => bus.publish(`project:${projectId}`, message),
    reconnect: () => void events.emit("reconnect"),
    get openCount() {
      return openCount;
    },
  };
}

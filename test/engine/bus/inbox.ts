import { EventEmitter, once } from "node:events";

/** A bus listener that keeps what it hears, so that a test can wait for the message it means. */
export interface Inbox {
  readonly listener: (message: string) => void;
  /** All that was heard, in order. */
  readonly received: readonly string[];
  /** Resolves when the message is here, also if it came before. */
  untilHeard(message: string): Promise<void>;
}

export function createInbox(): Inbox {
  const received: string[] = [];
  const arrivals = new EventEmitter().setMaxListeners(0);

  return {
    received,
    listener(message) {
      received.push(message);
      arrivals.emit("message");
    },
    async untilHeard(message) {
      while (!received.includes(message)) {
        await once(arrivals, "message");
      }
    },
  };
}

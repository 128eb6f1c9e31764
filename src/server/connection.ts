import type { WebSocket } from "ws";
import type { Outbox } from "../fanout/outbox.ts";
import type { OperationContext } from "../operations/operation-context.ts";
import type { Viewer } from "../operations/viewer.ts";

/** What is known of an open WebSocket. */
export class Connection {
  readonly socket: WebSocket;
  readonly outbox: Outbox;
  readonly origin: OperationContext["origin"];
  /** Null until it is acknowledged. */
  viewer: Viewer | null = null;
  readonly #unanswered = new Set<string>();
  #onSettled: () => void = () => {};

  constructor(socket: WebSocket, outbox: Outbox, origin: OperationContext["origin"]) {
    this.socket = socket;
    this.outbox = outbox;
    this.origin = origin;
  }

  /** A query or mutation of this id has begun. */
  begin(id: string): void {
    this.#unanswered.add(id);
  }

  /** It is answered, or nobody wants the answer any more. No harm for what never began. */
  end(id: string): void {
    if (this.#unanswered.delete(id) && this.#unanswered.size === 0) this.#onSettled();
  }

  /** Reads no further message, and resolves when the queries and mutations under way are answered. */
  async settle(): Promise<void> {
    this.socket.pause();
    if (this.#unanswered.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onSettled = resolve;
    });
  }
}

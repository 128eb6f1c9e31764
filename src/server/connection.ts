import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { WebSocket } from "ws";
import type { Outbox } from "../fanout/outbox.ts";
import type { OperationContext } from "../operations/operation-context.ts";
import type { Viewer } from "../operations/viewer.ts";

/** Milliseconds. */
const probeLimit = 1_000;

/** What is known of an open WebSocket. */
export class Connection {
  readonly socket: WebSocket;
  readonly outbox: Outbox;
  readonly origin: OperationContext["origin"];
  /** Null until it is acknowledged. */
  viewer: Viewer | null = null;
  /** How many messages are being worked on: operations that are not over yet, also when the client has left them. */
  underWay = 0;
  /** The texts of operations that are not prepared yet, by id. */
  readonly texts = new Map<string, string>();
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

  /** Cuts the socket unless its peer answers a ping within a second. */
  async probe(): Promise<void> {
    const answered = once(this.socket, "pong").then(
      () => true,
      () => false,
    );
    this.socket.ping();
    const isThere = await Promise.race([answered, setTimeout(probeLimit, false, { ref: false })]);
    if (!isThere) this.socket.terminate();
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

import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { DocumentNode } from "graphql";
import type { WebSocket } from "ws";
import type { Outbox } from "../../engine/fanout/outbox.ts";
import type { OperationContext } from "../../operations/operation-context.ts";
import type { Viewer } from "../../operations/viewer.ts";
import { lastingBytes, unansweredBytes } from "../http/limits.ts";
import type { RequestReads } from "../limits/request-reads.ts";
import { HeldMemory, type Load } from "./held-memory.ts";
import { MutationQueue } from "./mutation-queue.ts";
import type { OperationRequest } from "./read-message.ts";

/** Milliseconds. */
const probeLimit = 1_000;

/** State of an open WebSocket. */
export class Connection {
  /** By which the log names it. */
  readonly id: string;
  readonly socket: WebSocket;
  readonly outbox: Outbox;
  readonly origin: OperationContext["origin"];
  /** Null until it is acknowledged. */
  viewer: Viewer | null = null;
  /** The operation that graphql-ws is being told of; null between messages. */
  request: OperationRequest | null = null;
  readonly mutations = new MutationQueue();
  #underWay = 0;
  readonly #unansweredMemory = new HeldMemory(unansweredBytes);
  readonly #lastingMemory = new HeldMemory(lastingBytes);
  /** Reads of queries and mutations; null: none, as on most sockets. */
  #unanswered: Map<string, Pick<RequestReads, "end">> | null = null;
  #onSettled: () => void = () => {};

  constructor(id: string, socket: WebSocket, outbox: Outbox, origin: OperationContext["origin"]) {
    this.id = id;
    this.socket = socket;
    this.outbox = outbox;
    this.origin = origin;
  }

  /** Number of operations that have begun and not ended, also those that the client left. */
  get underWay(): number {
    return this.#underWay;
  }

  /**
   * An operation of this id has come, with what it reads for its one answer. Returns false, and counts nothing, when
   * those under way would hold too much with a message of so many bytes.
   */
  begin(id: string, reads: Pick<RequestReads, "end">, bytes: number): boolean {
    if (!this.#unansweredMemory.hold(id, { document: null, bytes })) return false;
    this.#underWay += 1;
    this.#unanswered ??= new Map();
    this.#unanswered.set(id, reads);
    return true;
  }

  /** It is a query or a mutation. Returns false when those under way would hold too much with it. */
  hold(id: string, load: Load): boolean {
    return this.#unansweredMemory.hold(id, load);
  }

  /**
   * It is a subscription, which goes on until it is ended: nobody waits for an answer. Returns false when the socket's
   * subscriptions would keep too much with its document.
   */
  keep(id: string, document: DocumentNode): boolean {
    this.#unansweredMemory.drop(id);
    this.#settle(id);
    return this.#lastingMemory.hold(id, { document, bytes: 0 });
  }

  /** The client waits for an operation's answer no more, or, without an id, for any. */
  leave(id?: string): void {
    if (id !== undefined) this.#unanswered?.get(id)?.end();
    else for (const reads of this.#unanswered?.values() ?? []) reads.end();
  }

  /** It is over; to be called once for each that began. */
  end(id: string): void {
    this.#underWay -= 1;
    this.#unansweredMemory.drop(id);
    this.#lastingMemory.drop(id);
    this.leave(id);
    this.#settle(id);
  }

  #settle(id: string): void {
    if (!this.#unanswered?.delete(id) || this.#unanswered.size > 0) return;
    this.#unanswered = null;
    this.#onSettled();
  }

  /** Cuts the socket unless its peer answers a ping within a second, or reads of what stands before the ping. */
  async probe(): Promise<void> {
    const isReading = this.outbox.watchReading();
    const answered = once(this.socket, "pong").then(
      () => true,
      () => false,
    );
    this.socket.ping();
    const isThere = await Promise.race([answered, setTimeout(probeLimit, false, { ref: false })]);
    if (!isThere && !isReading()) this.socket.terminate();
  }

  /** Reads no further message, and resolves when the queries and mutations under way are answered. */
  async settle(): Promise<void> {
    this.socket.pause();
    if (!this.#unanswered) return;
    await new Promise<void>((resolve) => {
      this.#onSettled = resolve;
    });
  }
}

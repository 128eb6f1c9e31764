import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { WebSocket } from "ws";
import type { SocketWriter } from "../../engine/fanout/socket-writer.ts";
import type { OperationContext } from "../../operations/operation-context.ts";
import type { Viewer } from "../../operations/viewer.ts";
import type { Ending } from "../connections/endings.ts";
import type { OpenConnection } from "../connections/open-connection.ts";
import type { RenderedAnswer } from "../graphql/rendered-answer.ts";
import { closeSocket } from "./close-socket.ts";
import { HeldMemory } from "./held-memory.ts";
import { MutationQueue } from "./mutation-queue.ts";
import { PingPulse } from "./ping-pulse.ts";
import type { SubscribeMessage } from "./read-message.ts";
import { SocketOperation } from "./socket-operation.ts";

/**
 * Maximum bytes that the queries and mutations under way on one WebSocket hold together: messages and parsed documents.
 * A single one may be larger.
 */
const unansweredBytes = 4 * 1024 * 1024;

/** Maximum bytes of the parsed documents of a WebSocket's subscriptions together. */
const lastingBytes = 2 * 1024 * 1024;

/** Milliseconds. */
const probeLimit = 1_000;

type ConnectionOptions = Pick<SocketConnection, "id" | "socket" | "writer" | "origin" | "operationLimit">;

/** State of an open WebSocket. */
export class SocketConnection implements OpenConnection {
  readonly id: string;
  readonly transport = "websocket";
  readonly isLasting = true;
  readonly socket: WebSocket;
  readonly writer: SocketWriter;
  readonly pulse: PingPulse;
  readonly origin: OperationContext["origin"];
  /** Maximum operations under way. */
  readonly operationLimit: number;
  /** True once the client has sent `connection_init`. */
  hasAsked = false;
  /** Messages besides `connection_init` that came before the acknowledgement. */
  earlyMessages = 0;
  /** Null until the connection is acknowledged. */
  viewer: Viewer | null = null;
  /** By the client's ids: operations that neither side has ended. */
  readonly operations = new Map<string, SocketOperation>();
  readonly mutations = new MutationQueue();
  /** Held by queries and mutations that are not answered, and by operations whose type is not known yet. */
  readonly unansweredMemory = new HeldMemory(unansweredBytes);
  readonly lastingMemory = new HeldMemory(lastingBytes);
  /** Operations that have begun and are not over yet, left ones included. */
  underWay = 0;
  #beginCount = 0;

  constructor({ id, socket, writer, origin, operationLimit }: ConnectionOptions) {
    this.id = id;
    this.socket = socket;
    this.writer = writer;
    this.pulse = new PingPulse(socket, writer);
    this.origin = origin;
    this.operationLimit = operationLimit;
  }

  /** Adds an operation; its id must not be in use. */
  add(message: SubscribeMessage): SocketOperation {
    this.#beginCount += 1;
    const operation = new SocketOperation(this, this.#beginCount, message);
    this.operations.set(message.id, operation);
    return operation;
  }

  /** Resolves with its bytes when the system has taken the message. */
  send(message: object): Promise<number> {
    return this.#write(JSON.stringify(message));
  }

  /** The same for a message with a payload that was serialised before. */
  sendRendered(message: object, { json }: RenderedAnswer): Promise<number> {
    return this.#write(`${JSON.stringify(message).slice(0, -1)},"payload":${json.toString()}}`);
  }

  async #write(text: string): Promise<number> {
    await this.writer.send(text);
    return Buffer.byteLength(text);
  }

  /** Ends all operations: the socket is closed. */
  leave(): void {
    for (const operation of [...this.operations.values()]) operation.leave();
  }

  end({ closeCode, reason }: Ending): void {
    this.socket.resume();
    closeSocket(this.socket, closeCode, reason);
  }

  /** Cuts the socket unless its peer answers a ping within a second, or reads data that was queued before the ping. */
  async probe(): Promise<void> {
    const isReading = this.writer.watchReading();
    const answered = once(this.socket, "pong").then(
      () => true,
      () => false,
    );
    this.socket.ping();
    const isThere = await Promise.race([answered, setTimeout(probeLimit, false, { ref: false })]);
    if (!isThere && !isReading()) this.socket.terminate();
  }

  async settle(): Promise<void> {
    this.socket.pause();
    await this.unansweredMemory.whenEmpty();
  }
}

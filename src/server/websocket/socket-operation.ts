import type { DocumentNode } from "graphql";
import { RateLimitedError } from "../../errors/expected-error.ts";
import type { OperationRequest } from "../graphql/read-operation.ts";
import { RenderedAnswer } from "../graphql/rendered-answer.ts";
import type { RequestReads } from "../limits/request-reads.ts";
import type { SubscribeMessage } from "./read-message.ts";
import type { SocketConnection } from "./socket-connection.ts";

/** An operation of a WebSocket, from its message to its end. */
export class SocketOperation {
  /** The client's name for it. */
  readonly id: string;
  /** By which the log names it. */
  readonly requestId: string;
  readonly #connection: SocketConnection;
  readonly #bytes: number;
  #request: OperationRequest | null;
  #reads: Pick<RequestReads, "end"> | null = null;
  #hasBegun = false;
  #isLeft = false;
  #onLeave: (() => void) | null = null;

  constructor(connection: SocketConnection, number: number, { id, request, bytes }: SubscribeMessage) {
    this.id = id;
    this.requestId = `${connection.id}.${number}`;
    this.#connection = connection;
    this.#request = request;
    this.#bytes = bytes;
  }

  /** True once client or server has ended it: nothing more is sent. */
  get isLeft(): boolean {
    return this.#isLeft;
  }

  /**
   * Counts it, with its reads, until it ends. Throws RateLimitedError when too many are under way, or they hold too
   * much.
   */
  begin(reads: Pick<RequestReads, "end">): void {
    const { operations, operationLimit: most, underWay, unansweredMemory } = this.#connection;
    // As many again may not be over yet that the client has left.
    if (operations.size > most || underWay >= 2 * most) {
      throw new RateLimitedError(`A connection may have ${most} operations under way.`, 1);
    }
    if (!unansweredMemory.hold(this, { document: null, bytes: this.#bytes })) throw tooMuchHeld();
    this.#connection.underWay += 1;
    this.#hasBegun = true;
    this.#reads = reads;
  }

  /** Returns the request, once: it is not kept for as long as the operation lasts. */
  takeRequest(): OperationRequest {
    const request = this.#request;
    if (!request) throw new Error("The request of the operation was taken before.");
    this.#request = null;
    return request;
  }

  /** Counts the document of a query or mutation. Throws RateLimitedError. */
  hold(document: DocumentNode): void {
    if (!this.#connection.unansweredMemory.hold(this, { document, bytes: this.#bytes })) throw tooMuchHeld();
  }

  /** Counts the document of a subscription, for which no answer is expected. Throws RateLimitedError. */
  keep(document: DocumentNode): void {
    const { unansweredMemory, lastingMemory } = this.#connection;
    unansweredMemory.drop(this);
    if (!lastingMemory.hold(this, { document, bytes: 0 })) throw tooMuchHeld();
  }

  /** The subscription has begun and reads nothing more: what admitted it is not kept as long as it lasts. */
  dropReads(): void {
    this.#reads = null;
  }

  /** Calls the listener when the client leaves the operation, or at once if it has. */
  onLeave(listener: () => void): void {
    if (this.#isLeft) listener();
    else this.#onLeave = listener;
  }

  /**
   * Sends a message about it, and resolves with its bytes when the system has taken it. `error` and `complete` are the
   * last ones. Sends nothing of an operation that was left, and resolves with 0.
   */
  async send(type: "next" | "error" | "complete", payload?: unknown): Promise<number> {
    if (this.#isLeft) return 0;
    if (type !== "next") this.#close();
    const message = { id: this.id, type };
    if (payload instanceof RenderedAnswer) return this.#connection.sendRendered(message, payload);
    return this.#connection.send({ ...message, ...(payload !== undefined && { payload }) });
  }

  /** The client wants no more of it, or its socket is closed: ends what it still runs. */
  leave(): void {
    if (this.#isLeft) return;
    this.#close();
    this.#reads?.end();
    this.#onLeave?.();
  }

  /** It is over, whether or not it has begun. */
  end(): void {
    const { unansweredMemory, lastingMemory, mutations } = this.#connection;
    mutations.leave(this);
    if (!this.#hasBegun) return;
    this.#hasBegun = false;
    this.#connection.underWay -= 1;
    unansweredMemory.drop(this);
    lastingMemory.drop(this);
    this.#reads?.end();
  }

  #close(): void {
    this.#isLeft = true;
    this.#connection.operations.delete(this.id);
  }
}

function tooMuchHeld(): RateLimitedError {
  return new RateLimitedError("The operations under way on this connection are too large together.", 1);
}

import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ExecutionArgs, FormattedExecutionResult } from "graphql";
import type { EventSource } from "../../engine/fanout/event-source.ts";
import { chunkFraming, plainFraming } from "../../engine/fanout/framing.ts";
import type { SocketWriter } from "../../engine/fanout/socket-writer.ts";
import type { Viewer } from "../../operations/viewer.ts";
import type { Connections } from "../connections/connections.ts";
import type { Ending } from "../connections/endings.ts";
import type { Pulse } from "../connections/keep-alive.ts";
import { closeGrace, type OpenConnection } from "../connections/open-connection.ts";
import { boundErrors } from "../graphql/bound-errors.ts";
import type { FormatError } from "../graphql/format-error.ts";
import { RenderedAnswer } from "../graphql/rendered-answer.ts";
import type { StreamFormat } from "./stream-formats.ts";

export interface StreamAnswerOptions {
  readonly id: string;
  /** Its head was sent. The connection ends with it. */
  readonly response: ServerResponse;
  readonly format: StreamFormat;
  /** False for a query or mutation: the server waits for its end when it stops. */
  readonly isLasting: boolean;
  readonly viewer: Viewer | null;
  readonly connections: Connections;
  readonly formatError: FormatError;
}

/** Answer to an HTTP request that lasts until the operation ends, one of both sides leaves, or the server stops. */
export class StreamAnswer implements OpenConnection {
  readonly id: string;
  readonly transport: OpenConnection["transport"];
  readonly isLasting: boolean;
  readonly viewer: Viewer | null;
  readonly writer: SocketWriter;
  readonly pulse: Pulse;
  readonly #response: ServerResponse;
  readonly #stream: Socket;
  readonly #format: StreamFormat;
  readonly #connections: Connections;
  readonly #formatError: FormatError;
  readonly #closed: Promise<void>;
  #isOver = false;
  #onLeave: (() => void) | null = null;

  /** Sends the first message. */
  constructor({ id, response, format, isLasting, viewer, connections, formatError }: StreamAnswerOptions) {
    this.id = id;
    this.transport = format.envelope.transport;
    this.viewer = viewer;
    this.#response = response;
    this.#stream = response.socket as Socket;
    this.#format = format;
    this.isLasting = isLasting;
    this.#connections = connections;
    this.#formatError = formatError;
    const framing = response.chunkedEncoding ? chunkFraming : plainFraming;
    const isOpen = () => !this.#isOver && this.#stream.writable;
    this.writer = connections.createWriter({ stream: this.#stream, framing, isOpen }, () =>
      connections.refuseSlow(this),
    );
    this.pulse = new HeartbeatPulse(this.#stream, this.writer, format.heartbeat);
    // It is quiet between heartbeats, however short the time is that other connections may be quiet.
    this.#stream.setTimeout(0);
    connections.add(this);
    this.#closed = new Promise((resolve) => {
      response.once("close", () => {
        connections.remove(this);
        this.#leave();
        resolve();
      });
    });
    void this.writer.send(format.opening);
  }

  /** True once either side has ended it: nothing more is sent. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Sends the events of a subscription, and ends as their source does. */
  deliver(source: EventSource, args: ExecutionArgs): void {
    const { fanOut } = this.#connections;
    const subscription = fanOut.deliver({ source, args, writer: this.writer, envelope: this.#format.envelope });
    this.#onLeave = () => void subscription.return();
    subscription.next().then(
      () => this.#finish(this.#format.completion),
      (error: unknown) => this.fail([error]),
    );
  }

  /** Answers a query or mutation. */
  answer(result: FormattedExecutionResult | RenderedAnswer): void {
    const json = result instanceof RenderedAnswer ? result.json.toString() : JSON.stringify(result);
    this.#finish(`${this.#format.next(json)}${this.#format.completion}`);
  }

  /** Ends it with errors of any kind. */
  fail(errors: readonly unknown[]): void {
    this.#finish(this.#format.failure(boundErrors(errors, (error) => this.#formatError(error, this.id))));
  }

  end({ code, reason }: Ending): void {
    if (code !== null)
      this.#finish(this.#format.failure([{ message: reason, extensions: { code, requestId: this.id } }]));
    else {
      // Without the last chunk, so that clients see a loss and no end.
      this.#leave();
      this.#stream.destroySoon();
      this.#cutLater();
    }
  }

  async probe(): Promise<void> {}

  async settle(): Promise<void> {
    if (!this.isLasting) await this.#closed;
  }

  #finish(text: string): void {
    if (this.#isOver) return;
    this.writer.sendLast(text);
    this.#leave();
    this.#response.end();
    // The answer to a query or mutation may be long: it has the time that its client reads, as the pulse sees it.
    if (this.isLasting) this.#cutLater();
  }

  /** The peer may not read what waits. */
  #cutLater(): void {
    const timer = setTimeout(() => this.#stream.destroy(), closeGrace);
    this.#stream.once("close", () => clearTimeout(timer));
  }

  #leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onLeave?.();
    this.#onLeave = null;
  }
}

/** Writes where nothing waits. Cuts a connection whose peer has read nothing of what waits since the last check. */
class HeartbeatPulse implements Pulse {
  readonly #stream: Socket;
  readonly #writer: SocketWriter;
  readonly #heartbeat: string;
  #isReading: (() => boolean) | null = null;

  constructor(stream: Socket, writer: SocketWriter, heartbeat: string) {
    this.#stream = stream;
    this.#writer = writer;
    this.#heartbeat = heartbeat;
  }

  get isOver(): boolean {
    return this.#stream.destroyed;
  }

  check(): void {
    if (this.#writer.bytesWaiting === 0) {
      this.#isReading = null;
      void this.#writer.send(this.#heartbeat);
    } else if (this.#isReading?.() === false) this.#stream.destroy();
    else this.#isReading = this.#writer.watchReading();
  }
}

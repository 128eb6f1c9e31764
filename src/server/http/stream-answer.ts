import type { ServerResponse } from "node:http";
import type { ExecutionArgs, FormattedExecutionResult } from "graphql";
import type { EventSource } from "../../engine/fanout/event-source.ts";
import type { SocketWriter } from "../../engine/fanout/socket-writer.ts";
import { HttpStream } from "../../engine/http/http-stream.ts";
import type { Pulse } from "../../engine/http/keep-alive.ts";
import type { StreamFormat } from "../../engine/http/stream-formats.ts";
import type { Viewer } from "../../operations/viewer.ts";
import type { Connections } from "../connections/connections.ts";
import type { Ending } from "../connections/endings.ts";
import type { OpenConnection } from "../connections/open-connection.ts";
import { boundErrors } from "../graphql/bound-errors.ts";
import type { FormatError } from "../graphql/format-error.ts";
import { RenderedAnswer } from "../graphql/rendered-answer.ts";

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
  readonly #stream: HttpStream;
  readonly #connections: Connections;
  readonly #formatError: FormatError;
  readonly #closed: Promise<void>;

  /** Sends the first message. */
  constructor({ id, response, format, isLasting, viewer, connections, formatError }: StreamAnswerOptions) {
    this.id = id;
    this.transport = format.envelope.transport;
    this.isLasting = isLasting;
    this.viewer = viewer;
    this.#connections = connections;
    this.#formatError = formatError;
    let tellClosed = () => {};
    this.#closed = new Promise((resolve) => {
      tellClosed = resolve;
    });
    this.#stream = new HttpStream({
      ...{ response, format, isLasting, maxAge: connections.streamAge },
      createWriter: (channel) => connections.createWriter(channel, () => connections.refuseSlow(this)),
      onClosed: () => {
        connections.remove(this);
        tellClosed();
      },
    });
    connections.add(this);
  }

  get writer(): SocketWriter {
    return this.#stream.writer;
  }

  get pulse(): Pulse {
    return this.#stream;
  }

  /** True once either side has ended it: nothing more is sent. */
  get isOver(): boolean {
    return this.#stream.isEnded;
  }

  /** Sends the events of a subscription, and ends as their source does. */
  deliver(source: EventSource, args: ExecutionArgs): void {
    this.#stream.deliver(this.#connections.fanOut, source, args).then(
      () => this.#stream.complete(),
      (error: unknown) => this.fail([error]),
    );
  }

  /** Answers a query or mutation. */
  answer(result: FormattedExecutionResult | RenderedAnswer): void {
    this.#stream.answer(result instanceof RenderedAnswer ? result.json.toString() : JSON.stringify(result));
  }

  /** Ends it with errors of any kind. */
  fail(errors: readonly unknown[]): void {
    this.#stream.fail(boundErrors(errors, (error) => this.#formatError(error, this.id)));
  }

  end({ code, reason }: Ending): void {
    if (code === null) this.#stream.breakOff();
    else this.#stream.fail([{ message: reason, extensions: { code, requestId: this.id } }]);
  }

  async probe(): Promise<void> {}

  async settle(): Promise<void> {
    if (!this.isLasting) await this.#closed;
  }
}

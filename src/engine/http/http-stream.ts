import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ExecutionArgs, ExecutionResult } from "graphql";
import type { EventSource } from "../fanout/event-source.ts";
import type { FanOut } from "../fanout/fan-out.ts";
import { chunkFraming, plainFraming } from "../fanout/framing.ts";
import { closeGrace, type SocketWriter, type SocketWriterOptions } from "../fanout/socket-writer.ts";
import type { Pulse } from "./keep-alive.ts";
import type { StreamFormat } from "./stream-formats.ts";

/** Age at which the stream of a subscription is broken off, in milliseconds. */
const longestAge = 300_000;

/** Part of the age by which streams end apart that began together. */
const spread = 0.2;

export interface HttpStreamOptions {
  /** Its head was sent. The connection ends with it. */
  readonly response: ServerResponse;
  readonly format: StreamFormat;
  /** False for the answer to a query or mutation. It may be long: it has the time that its client reads. */
  readonly isLasting: boolean;
  readonly createWriter: (channel: Pick<SocketWriterOptions, "stream" | "framing" | "isOpen">) => SocketWriter;
  /** Age at which a lasting one is broken off, or up to a fifth earlier, in milliseconds (default 300,000). */
  readonly maxAge?: number;
  /** Called when the connection is closed. */
  readonly onClosed: () => void;
}

/**
 * Messages in the body of an answer over HTTP/1.1. TCP takes the heartbeats of a peer that is gone without a word for
 * about 15 minutes. So a lasting stream is broken off after five, and a client resumes.
 */
export class HttpStream implements Pulse {
  readonly writer: SocketWriter;
  readonly #response: ServerResponse;
  readonly #socket: Socket;
  readonly #format: StreamFormat;
  readonly #isLasting: boolean;
  /** By `performance.now()`. */
  readonly #endsAt: number;
  #isEnded = false;
  #isReading: (() => boolean) | null = null;
  #onLeave: (() => void) | null = null;

  /** Sends the first message. */
  constructor({ response, format, isLasting, createWriter, maxAge = longestAge, onClosed }: HttpStreamOptions) {
    this.#response = response;
    this.#socket = response.socket as Socket;
    this.#format = format;
    this.#isLasting = isLasting;
    this.#endsAt = isLasting ? performance.now() + maxAge * (1 - spread * Math.random()) : Number.POSITIVE_INFINITY;
    const framing = response.chunkedEncoding ? chunkFraming : plainFraming;
    const isOpen = () => !this.#isEnded && this.#socket.writable;
    this.writer = createWriter({ stream: this.#socket, framing, isOpen });
    // It is quiet between heartbeats, however short the time is that other connections may be quiet.
    this.#socket.setTimeout(0);
    response.once("close", () => {
      onClosed();
      this.#leave();
    });
    void this.writer.send(format.opening);
  }

  /** True once either side has ended it: nothing more is sent. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** True once the connection is closed. */
  get isOver(): boolean {
    return this.#socket.destroyed;
  }

  /**
   * Sends the events of a subscription. Resolves when their source has ended, or the stream. Rejects with what ended
   * the source badly.
   */
  async deliver(fanOut: FanOut, source: EventSource, args: ExecutionArgs): Promise<void> {
    const subscription = fanOut.deliver({ source, args, writer: this.writer, envelope: this.#format.envelope });
    this.#onLeave = () => void subscription.return();
    await subscription.next();
  }

  /** The same for results that are executed for this subscriber alone. */
  async deliverEach(results: AsyncIterableIterator<ExecutionResult>): Promise<void> {
    this.#onLeave = () => void results.return?.();
    for await (const result of results) {
      if (this.#isEnded) return;
      await this.writer.send(this.#format.next(JSON.stringify(result)));
    }
  }

  /** Ends it as its source has ended. */
  complete(): void {
    this.#finish(this.#format.completion);
  }

  /** Ends it with the result of a query or mutation, which is JSON. */
  answer(json: string): void {
    this.#finish(`${this.#format.next(json)}${this.#format.completion}`);
  }

  /** Ends it with errors as clients see them. */
  fail(errors: readonly object[]): void {
    this.#finish(this.#format.failure(errors));
  }

  /** Ends it without the last chunk, so that clients see a loss and no end. It first sends all that waits. */
  breakOff(): void {
    this.#leave();
    this.#socket.destroySoon();
    this.#cutLater();
  }

  /**
   * Writes a heartbeat where nothing waits. Cuts a connection whose peer has read nothing of what waits since the last
   * check.
   */
  check(): void {
    if (performance.now() >= this.#endsAt) this.breakOff();
    else if (this.writer.bytesWaiting === 0) {
      this.#isReading = null;
      void this.writer.send(this.#format.heartbeat);
    } else if (this.#isReading?.() === false) this.#socket.destroy();
    else this.#isReading = this.writer.watchReading();
  }

  #finish(text: string): void {
    if (this.#isEnded) return;
    this.writer.sendLast(text);
    this.#leave();
    this.#response.end();
    if (this.#isLasting) this.#cutLater();
  }

  /** The peer may not read what waits. */
  #cutLater(): void {
    const timer = setTimeout(() => this.#socket.destroy(), closeGrace);
    this.#socket.once("close", () => clearTimeout(timer));
  }

  #leave(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#onLeave?.();
    this.#onLeave = null;
  }
}

/** Sends the head of the answer. No cache, proxy or compression may hold its messages back. */
export function sendStreamHead(response: ServerResponse, { contentType }: StreamFormat): void {
  response.writeHead(200, {
    "content-type": contentType,
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
    connection: "close",
  });
  response.flushHeaders();
}

import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { type ProtocolName, protocols, type SubscriberOptions } from "./protocols.ts";

/** Tells an event from messages of the protocol. */
const eventMark = Buffer.from('"TaskUpdated"');

export interface Listener {
  onEvent(data: Buffer): void;
  /** It was refused, or its socket was closed by the server. */
  onFailure(error: Error): void;
}

/** One subscriber. It counts its events and looks no further into them. */
export class Subscriber {
  received = 0;
  bytes = 0;
  readonly #socket: WebSocket;
  /** The connection, once it is upgraded. */
  #wire: Socket | null = null;
  #wireBytesBefore = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Resolves when the subscription stands, as far as the server tells. */
  static open(
    serverUrl: string,
    protocolName: ProtocolName,
    options: SubscriberOptions,
    listener: Listener,
  ): Promise<Subscriber> {
    const protocol = protocols[protocolName];
    const url = protocol.url(serverUrl.replace("http", "ws"), options);
    const socket = new WebSocket(url, protocol.subprotocol, {
      perMessageDeflate: options.compression ?? false,
      skipUTF8Validation: true,
    });
    const subscriber = new Subscriber(socket);
    socket.on("upgrade", (response) => {
      subscriber.#wire = response.socket;
    });
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        reject(error);
        listener.onFailure(error);
      };
      socket.on("error", fail);
      socket.on("close", (code, reason) => fail(new Error(`closed with ${code} ${reason}`)));
      socket.on("open", () => {
        protocol.onOpen(socket, options);
        if (protocolName === "plain") resolve(subscriber);
      });
      socket.on("message", (data: Buffer) => {
        if (data.includes(eventMark)) {
          subscriber.received += 1;
          subscriber.bytes += data.length;
          listener.onEvent(data);
          return;
        }
        try {
          if (protocol.onMessage(socket, data, options)) resolve(subscriber);
        } catch (error) {
          fail(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
  }

  get isCompressed(): boolean {
    return this.#socket.extensions.includes("permessage-deflate");
  }

  /** Bytes that the connection has read since the last `reset`. */
  get wireBytes(): number {
    return (this.#wire?.bytesRead ?? 0) - this.#wireBytesBefore;
  }

  /** Forgets what was received. */
  reset(): void {
    this.received = 0;
    this.bytes = 0;
    this.#wireBytesBefore += this.wireBytes;
  }

  close(): void {
    this.#socket.removeAllListeners("close");
    this.#socket.removeAllListeners("error");
    this.#socket.on("error", () => undefined);
    this.#socket.terminate();
  }
}

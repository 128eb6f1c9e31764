import type { Link } from "./link.ts";
import { type ProtocolName, protocols, type SubscriberOptions } from "./protocols.ts";

/** Tells an event from messages of the protocol. */
const eventMark = Buffer.from('"TaskUpdated"');

export interface Listener {
  onEvent(data: Buffer): void;
  /** It was refused, or its connection was closed by the server. */
  onFailure(error: Error): void;
}

/** One subscriber. It counts its events and looks no further into them. */
export class Subscriber {
  received = 0;
  bytes = 0;
  readonly #link: Link;
  #wireBytesBefore = 0;
  #isClosed = false;

  private constructor(link: Link) {
    this.#link = link;
  }

  /** Resolves when the subscription stands, as far as the server tells. */
  static open(
    serverUrl: string,
    protocolName: ProtocolName,
    options: SubscriberOptions,
    listener: Listener,
  ): Promise<Subscriber> {
    const protocol = protocols[protocolName];
    return new Promise((resolve, reject) => {
      const onFailure = (error: Error) => {
        if (subscriber.#isClosed) return;
        reject(error);
        listener.onFailure(error);
      };
      const link = protocol.open(serverUrl, options, {
        onOpen() {
          if (protocol.onOpen(link, options)) resolve(subscriber);
        },
        onMessage(data) {
          if (data.includes(eventMark)) {
            subscriber.received += 1;
            subscriber.bytes += data.length;
            listener.onEvent(data);
            return;
          }
          try {
            if (protocol.onMessage(link, data, options)) resolve(subscriber);
          } catch (error) {
            onFailure(error instanceof Error ? error : new Error(String(error)));
          }
        },
        onFailure,
      });
      const subscriber = new Subscriber(link);
    });
  }

  get isCompressed(): boolean {
    return this.#link.isCompressed;
  }

  /** Bytes that the connection has read since the last `reset`. */
  get wireBytes(): number {
    return this.#link.bytesRead - this.#wireBytesBefore;
  }

  /** Forgets what was received. */
  reset(): void {
    this.received = 0;
    this.bytes = 0;
    this.#wireBytesBefore += this.wireBytes;
  }

  close(): void {
    this.#isClosed = true;
    this.#link.close();
  }
}

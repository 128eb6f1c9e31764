import type { Logger } from "pino";
import type { Bus } from "../../src/engine/bus/bus.ts";
import { guardListener } from "../../src/engine/bus/guard-listener.ts";
import { TopicListeners } from "../../src/engine/bus/topic-listeners.ts";

/** A copy of a message on its way to one instance. */
export interface Copy {
  readonly message: string;
  /** Milliseconds until it is there. */
  readonly delay: number;
}

export interface FakeNetworkOptions {
  readonly schedule: (delay: number, run: () => void) => void;
  /** Copies of a message that reach one instance; none: it is lost. */
  readonly carry: (message: string) => readonly Copy[];
  /** Milliseconds until messages flow to a new listener, and until it knows. */
  readonly subscribing: () => readonly [flows: number, known: number];
}

/** Carries messages between the buses of all instances. */
export class FakeNetwork {
  readonly #options: FakeNetworkOptions;
  readonly #buses = new Set<FakeBus>();

  constructor(options: FakeNetworkOptions) {
    this.#options = options;
  }

  createBus(logger: Logger): FakeBus {
    const bus = new FakeBus(this.#options, logger, (channel, message) => this.#send(channel, message));
    this.#buses.add(bus);
    return bus;
  }

  #send(channel: string, message: string): void {
    for (const bus of this.#buses) {
      for (const copy of this.#options.carry(message)) {
        this.#options.schedule(copy.delay, () => bus.deliver(channel, copy.message));
      }
    }
  }
}

/** The bus of one instance. */
export class FakeBus implements Bus {
  readonly #options: FakeNetworkOptions;
  readonly #logger: Logger;
  readonly #send: (channel: string, message: string) => void;
  readonly #listeners = new TopicListeners();
  readonly #channels = new Set<string>();
  readonly #onReconnect = new Set<() => void>();
  #isCut = false;
  #isClosed = false;

  constructor(options: FakeNetworkOptions, logger: Logger, send: (channel: string, message: string) => void) {
    this.#options = options;
    this.#logger = logger;
    this.#send = send;
  }

  /** Channels that somebody listens to. */
  get channels(): readonly string[] {
    return [...this.#channels];
  }

  publish(channel: string, message: string): void {
    if (this.isConnected()) this.#send(channel, message);
  }

  subscribe(channel: string, listener: (message: string) => void): Promise<() => void> {
    const guarded = guardListener(listener, this.#logger);
    const [flows, known] = this.#options.subscribing();
    let isWanted = true;
    const listen = () => {
      if (!isWanted || this.#isClosed) return;
      this.#listeners.add(channel, guarded);
      this.#channels.add(channel);
    };
    const stop = () => {
      isWanted = false;
      if (this.#listeners.remove(channel, guarded)) this.#channels.delete(channel);
    };
    this.#options.schedule(flows, listen);
    return new Promise((resolve) => this.#options.schedule(flows + known, () => resolve(stop)));
  }

  onReconnect(listener: () => void): () => void {
    this.#onReconnect.add(listener);
    return () => this.#onReconnect.delete(listener);
  }

  isConnected(): boolean {
    return !this.#isCut && !this.#isClosed;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listeners.clear();
  }

  deliver(channel: string, message: string): void {
    if (this.isConnected()) this.#listeners.deliver(channel, message);
  }

  /** Loses all messages from now on. */
  cut(): void {
    this.#isCut = true;
  }

  /** Ends the cut. */
  heal(): void {
    if (!this.#isCut) return;
    this.#isCut = false;
    for (const listener of this.#onReconnect) listener();
  }
}

import { AsyncLocalStorage } from "node:async_hooks";
import { pino } from "pino";
import type { Bus } from "../../src/engine/bus/bus.ts";
import { Feeds } from "../../src/engine/feed/feeds.ts";
import type { Activity } from "../../src/model/events.ts";
import { type ProjectAccess, projectPolicy, reduceProject } from "../../src/operations/project-access.ts";
import { createSimulatedCodec, reduceDraft, type SimulatedDraft, type SimulatedState } from "../simulation/domain.ts";
import { createFakeLog, type FakeDatabase, type FakeLog } from "../simulation/fake-log.ts";

/** Entries of a ring, and of one read of a feed, as in the specification. */
const ring = 2;
const readLimit = 2;

/** About the bytes of an entry in a ring. All entries are padded to it. */
const entrySize = 500;

/** Longest delay of a timer that lets a feed read, in milliseconds. Others do not run out in a replay. */
const longestDelay = 20;

const logger = pino({ level: "silent" });

type Method = "readStream" | "readPage" | "readHeads";

export interface SteeredInstanceOptions {
  readonly database: FakeDatabase<SimulatedState>;
  readonly createToken: () => string;
  /** Takes what the instance sends on the bus. */
  readonly publish: (message: string) => void;
}

interface HeldRead {
  look(): unknown;
  found: unknown;
  end(found: unknown): void;
}

interface Timer {
  readonly delay: number;
  readonly run: () => void;
}

/** Stands for the timer that `setTimeout` returns. */
interface ReplayTimer {
  stop(): void;
  unref(): ReplayTimer;
}

const instances = new AsyncLocalStorage<SteeredInstance>();

/** An instance on the engine's own feeds. Its messages, reads and timers happen when the replay says so. */
export class SteeredInstance {
  readonly feeds: Feeds<ProjectAccess, Activity, { readonly id: string }>;
  readonly log: FakeLog<SimulatedState, Activity, SimulatedDraft>;
  readonly #listeners = new Set<(message: string) => void>();
  readonly #onReconnect = new Set<() => void>();
  readonly #held = new Map<Method, HeldRead>();
  readonly #timers = new Set<Timer>();
  /** Method whose next read waits for `endRead`. */
  #holdsNext: Method | null = null;

  constructor({ database, createToken, publish }: SteeredInstanceOptions) {
    const log = createFakeLog<SimulatedState, Activity, SimulatedDraft>({
      ...{ database, kind: "project", reduce: reduceDraft, codec: createSimulatedCodec(2), createToken },
      now: () => "2026-01-01T00:00:00.000Z",
      read: (method, look) => this.#read(method, look),
      pass: () => Promise.resolve(),
    });
    this.log = {
      ...log,
      readStream: (streamId, after) => log.readStream(streamId, after, { entries: readLimit, bytes: 1e9 }),
      readPage: (streamId, after) => log.readPage(streamId, after, { entries: 1, bytes: 1e9 }),
    };
    const bus: Bus = {
      publish: (_, message) => publish(message),
      subscribe: async (_, listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      onReconnect: (listener) => {
        this.#onReconnect.add(listener);
        return () => this.#onReconnect.delete(listener);
      },
      isConnected: () => true,
      close: async () => {},
    };
    this.feeds = this.run(
      () =>
        new Feeds<ProjectAccess, Activity, { readonly id: string }>({
          ...{ log: this.log, bus, reduce: reduceProject, policy: projectPolicy, logger },
          ...{ ringBytes: (ring + 0.5) * entrySize, reconcileInterval: 1e6 },
        }),
    );
  }

  /** Timers that the work starts, now and later, belong to this instance. */
  run<T>(work: () => T): T {
    return instances.run(this, work);
  }

  /** Delivers a message of the bus. */
  hear(message: string): void {
    this.run(() => {
      for (const listener of this.#listeners) listener(message);
    });
  }

  /** True while a timer runs that lets the feed read. */
  get hasTimer(): boolean {
    return [...this.#timers].some(({ delay }) => delay <= longestDelay);
  }

  /** Lets the timer of the feed run out. The read that it begins sees the log, and waits. */
  beginRead(): void {
    this.#holdsNext = "readStream";
    for (const timer of [...this.#timers]) {
      if (timer.delay > longestDelay) continue;
      this.#timers.delete(timer);
      timer.run();
    }
    this.#holdsNext = null;
  }

  /** Begins a round of the reconciler. Its query sees the log, and waits. */
  beginRound(): void {
    this.#holdsNext = "readHeads";
    this.run(() => {
      for (const listener of this.#onReconnect) listener();
    });
    this.#holdsNext = null;
  }

  /** Lets the read that waits see the log as it is now. */
  seeLater(): void {
    const held = this.#held.get("readStream");
    if (held) held.found = held.look();
  }

  /** Ends the read that waits, if there is one. */
  end(method: Method): void {
    const held = this.#held.get(method);
    this.#held.delete(method);
    held?.end(held.found);
  }

  close(): void {
    void this.feeds.close();
    this.end("readStream");
    this.end("readHeads");
  }

  #read<T>(method: Method, look: () => T): Promise<T> {
    if (this.#holdsNext !== method) return Promise.resolve(look());
    this.#holdsNext = null;
    return new Promise((resolve) => {
      this.#held.set(method, { look, found: look(), end: (found) => resolve(found as T) });
    });
  }

  /** Starts a timer that only `beginRead` lets run out. */
  startTimer(run: () => void, delay: number): ReplayTimer {
    const timer = { delay, run: () => this.run(run) };
    this.#timers.add(timer);
    const handle: ReplayTimer = { stop: () => void this.#timers.delete(timer), unref: () => handle };
    return handle;
  }
}

/** Lets the timers of a replay belong to the instance that starts them. Returns the restoration. */
export function replaceTimers(): () => void {
  const { setTimeout, clearTimeout } = globalThis;
  const start = (run: () => void, delay = 0) => instances.getStore()?.startTimer(run, delay) ?? setTimeout(run, delay);
  const stop = (timer?: { stop(): void } | NodeJS.Timeout) => {
    if (timer && "stop" in timer) timer.stop();
    else clearTimeout(timer);
  };
  Object.assign(globalThis, { setTimeout: start, clearTimeout: stop });
  return () => void Object.assign(globalThis, { setTimeout, clearTimeout });
}

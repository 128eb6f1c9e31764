import type { PlacedEntry } from "../../src/engine/log/entry.ts";
import type { StreamRead } from "../../src/engine/log/log-reader.ts";
import { createOutage } from "../support/outage.ts";
import { createSimulatedState, type SimulatedState } from "./domain.ts";
import { type Copy, FakeNetwork } from "./fake-bus.ts";
import { FakeDatabase } from "./fake-log.ts";
import type { Fault, Profile } from "./profile.ts";
import type { Random } from "./random.ts";
import { Truth } from "./truth.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Longest delay of a message that comes late, in milliseconds. */
export const latest = 1_000;

/** All that instances share in one history: the database, the network, the clock, and what is known to be true. */
export class World {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly profile: Profile;
  readonly people: readonly string[];
  readonly database: FakeDatabase<SimulatedState>;
  readonly network: FakeNetwork;
  readonly truths = new Map<string, Truth>();
  /** Time of the last call of `readStream`. */
  readonly reads = { lastAt: 0 };
  isDatabaseDown = false;
  /** From then on nothing goes wrong any more. */
  isPeaceful = false;
  violation: string | null = null;
  readonly #trace: string[] | null;
  #token = 0;

  constructor(clock: VirtualClock, random: Random, profile: Profile, trace: string[] | null) {
    this.clock = clock;
    this.random = random;
    this.profile = profile;
    this.#trace = trace;
    this.people = Array.from({ length: profile.people }, (_, index) => `person ${index + 1}`);
    this.database = new FakeDatabase((written) => this.#observe(written));
    this.network = new FakeNetwork({
      schedule: (delay, run) => void clock.schedule(delay, run),
      carry: (message) => this.#carry(message),
      subscribing: () => [this.delay(profile.readDelay), this.delay(5)],
    });
    for (let index = 1; index <= profile.streams; index += 1) {
      const streamId = `stream ${index}`;
      this.truths.set(streamId, new Truth());
      this.database.create(streamId, createSimulatedState(this.people));
    }
  }

  truth(streamId: string): Truth {
    const truth = this.truths.get(streamId);
    if (!truth) throw new Error(`There is no ${streamId}.`);
    return truth;
  }

  cutOrHealDatabase(): void {
    this.isDatabaseDown = !this.isDatabaseDown;
    this.note("the database is", this.isDatabaseDown ? "down" : "up");
  }

  /** Removes a stream as if it had never been. */
  remove(streamId: string): void {
    this.note(streamId, "vanishes");
    this.database.put(streamId, null);
  }

  /** Decides whether a fault of this kind happens now. */
  happens(fault: Fault, probability: number): boolean {
    return !this.isPeaceful && this.profile.faults.has(fault) && this.random.chance(probability);
  }

  /** Milliseconds, mostly few. */
  delay(longest: number): number {
    return longest * this.random.next() ** 2;
  }

  createToken(): string {
    this.#token += 1;
    return (0x1000 + this.#token).toString(16);
  }

  get isTraced(): boolean {
    return this.#trace !== null;
  }

  note(...words: readonly (string | number)[]): void {
    this.#trace?.push(`${this.clock.now.toFixed(2).padStart(10)} ${words.join(" ")}`);
  }

  /** Records the first thing that must never be. */
  fail(...words: readonly (string | number)[]): void {
    this.note("VIOLATION", ...words);
    this.violation ??= words.join(" ");
  }

  /** Lets a read take its time, before and after it sees the database; it may fail before or after. */
  async read<T>(reader: string, method: string, look: () => T): Promise<T> {
    if (method === "readStream") this.reads.lastAt = this.clock.now;
    await this.pass(this.profile.readDelay);
    const result = this.#isAway() ? null : { value: look() };
    if (this.isTraced) this.note(reader, "reads", method, describe(result?.value));
    await this.pass(this.profile.readDelay);
    const isLost = result === null || this.#isAway();
    this.note(reader, isLost ? "cannot read" : "has read", method);
    if (isLost) throw createOutage();
    return result.value;
  }

  pass(longest: number): Promise<void> {
    return this.clock.pass(this.delay(this.isPeaceful ? Math.min(longest, 5) : longest));
  }

  #observe(written: readonly PlacedEntry[]): void {
    for (const entry of written) {
      this.truth(entry.streamId).commit(entry);
      const body = this.isTraced ? JSON.stringify(entry.body).slice(0, 60) : "";
      this.note(entry.streamId, "takes", entry.seq, entry.token, entry.type, body);
    }
    for (const [streamId, truth] of this.truths) {
      const hasGrown = written[0]?.streamId === streamId;
      truth.observe(this.clock.now, this.database.streams.get(streamId), this.people, hasGrown);
    }
  }

  #isAway(): boolean {
    return this.isDatabaseDown || this.happens("failReads", 0.15);
  }

  #carry(message: string): readonly Copy[] {
    const delay = () => (this.happens("late", 0.2) ? this.delay(latest) : this.delay(this.profile.messageDelay));
    const copies: Copy[] = this.happens("lose", 0.3) ? [] : [{ message, delay: delay() }];
    if (this.happens("double", 0.3)) copies.push({ message, delay: delay() });
    return copies.map((copy) => ({ ...copy, message: this.#change(copy.message) }));
  }

  /** Older instances send numbers only, and some messages arrive in pieces. */
  #change(message: string): string {
    if (this.happens("ringOnly", 0.3)) {
      const { seq, token } = JSON.parse(message);
      return JSON.stringify(this.random.chance(0.5) ? { seq } : { kind: "number", seq, token });
    }
    if (this.happens("garble", 0.1)) return message.slice(0, this.random.int(0, message.length - 1));
    return message;
  }
}

/** The heart of what a read has found. */
function describe(found: unknown): string {
  if (found instanceof Map) return JSON.stringify([...found]);
  const { head, base, entries } = (found ?? {}) as Partial<StreamRead<unknown, object>>;
  const places = entries?.map(({ seq, token }) => `${seq} ${token}`);
  return JSON.stringify({ head, base, entries: places });
}

import { setTimeout as sleep } from "node:timers/promises";
import { decodePeople, type OtherList } from "./exchange-lists.ts";
import type { PresenceWatch } from "./presence.ts";
import { ProjectPresence, type Visit } from "./project-presence.ts";

/** All times in milliseconds. */
export interface SharedProjectOptions {
  readonly grace: number;
  /** Pause between two exchanges. */
  readonly debounce: number;
  /** Writes the own list unless it is null, and reads the others; null when Redis cannot be reached or refuses. */
  readonly exchange: (people: readonly Visit[] | null) => Promise<readonly OtherList[] | null>;
  /** Has other instances read the project. */
  readonly signal: () => void;
  readonly onFault: (error: unknown) => void;
  /** Called for a list that cannot be read; it counts as empty. */
  readonly onGarbage: () => void;
  /** Called when nobody is here, nobody watches and nothing is left to exchange. */
  readonly onIdle: () => void;
}

interface KnownList extends OtherList {
  readonly people: readonly Visit[];
  /** By `performance.now()`. */
  readonly until: number;
}

/**
 * One project that is open here, and its lists in Redis. The list of another instance is kept until it counts no more,
 * also when Redis has lost it meanwhile.
 */
export class SharedProject {
  readonly presence: ProjectPresence;
  /** Resolves when the lists have been asked for since the first of those who watch. */
  asked: Promise<void> = Promise.resolve();
  readonly #options: SharedProjectOptions;
  #lists: ReadonlyMap<string, KnownList> = new Map();
  #mustWrite = false;
  #mustSignal = false;
  #wasAway = false;
  #isKnown = false;
  #underWay: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(options: SharedProjectOptions) {
    this.#options = options;
    this.presence = new ProjectPresence({
      grace: options.grace,
      onIdle: () => this.#closeIfDone(),
      onOwnChange: () => {
        this.#mustWrite = true;
        this.#mustSignal = true;
        void this.exchange();
      },
    });
  }

  /** True if the lists were read since somebody watches: only then are signals heard. */
  get isKnown(): boolean {
    return this.presence.isWatched && this.#isKnown;
  }

  watch(onChange: () => void): PresenceWatch {
    const isFirst = !this.presence.isWatched;
    const watch = this.presence.watch(onChange);
    if (isFirst) {
      this.#isKnown = false;
      this.asked = this.exchange();
    }
    return watch;
  }

  /** Writes the own list, if it holds anybody, so that it goes on to count, and reads the others. */
  renew(): void {
    this.#mustWrite ||= this.presence.own().length > 0;
    void this.exchange();
  }

  /**
   * Resolves when an exchange that began after this call is done. One is under way at a time, and one follows for all
   * who ask meanwhile.
   */
  exchange(): Promise<void> {
    if (this.#underWay === null) return this.#begin();
    this.#next ??= this.#underWay.then(() => {
      this.#next = null;
      return this.#begin();
    });
    return this.#next;
  }

  #begin(): Promise<void> {
    const done = this.#exchange().catch(this.#options.onFault);
    this.#underWay = done
      .then(() => sleep(this.#options.debounce, undefined, { ref: false }))
      .then(() => {
        this.#underWay = null;
        this.#closeIfDone();
      });
    return done;
  }

  /** A project that is opened anew must not be overwritten by what this one still writes. */
  #closeIfDone(): void {
    if (this.presence.isIdle && this.#underWay === null && this.#next === null) this.#options.onIdle();
  }

  async #exchange(): Promise<void> {
    const { isWatched } = this.presence;
    const departing = this.presence.departing();
    const [mustWrite, mustSignal] = [this.#mustWrite, this.#mustSignal];
    this.#mustWrite = false;
    this.#mustSignal = false;
    const lists = await this.#options.exchange(mustWrite ? this.presence.own() : null);
    if (lists) {
      this.#isKnown = isWatched;
      this.#take(lists, departing);
      this.#wasAway = false;
      if (mustSignal) this.#options.signal();
    } else {
      // The next heartbeat tries again.
      this.#mustWrite ||= mustWrite;
      this.#mustSignal ||= mustSignal;
      this.#wasAway = true;
      this.presence.settle(departing);
    }
  }

  #take(lists: readonly OtherList[], departing: ReadonlySet<string>): void {
    const now = performance.now();
    const before = this.#lists;
    const after = new Map(lists.map((list) => [list.instanceId, this.#read(list, before.get(list.instanceId))]));
    for (const [instanceId, list] of before) {
      if (after.has(instanceId)) continue;
      // Redis may have lost lists in its outage. Each instance gets time to write its own again.
      const until = this.#wasAway ? now + list.remaining : list.until;
      if (until > now) after.set(instanceId, { ...list, until });
    }
    this.#lists = after;
    const isSame =
      after.size === before.size && [...after].every(([id, { people }]) => people === before.get(id)?.people);
    this.presence.settle(departing, isSame ? undefined : [...after.values()].map(({ people }) => people));
  }

  #read(list: OtherList, before: KnownList | undefined): KnownList {
    const until = performance.now() + list.remaining;
    if (before?.text === list.text) return { ...list, people: before.people, until };
    const people = decodePeople(list.text);
    if (!people) this.#options.onGarbage();
    return { ...list, people: people ?? [], until };
  }
}

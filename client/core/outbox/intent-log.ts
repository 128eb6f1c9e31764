import { findAdded } from "../find-added.ts";
import { isSame } from "../is-same.ts";
import type { StorageFailure } from "../storage/storage-error.ts";
import type { Environment, OutboxStorage, StoredIntent } from "../types.ts";
import { isKnownKind } from "./describe-change.ts";
import type { Intents } from "./intents.ts";

/** Changes intents. It is run anew when another tab has changed them meanwhile, so it depends on nothing else. */
export type IntentsUpdate = (intents: Intents) => Intents;

/** `memory`: storage does not take it, or has not answered for 5 s; it may be lost with the tab. */
export type Durability = "disk" | "memory";

export interface IntentLogOptions {
  readonly storage: OutboxStorage;
  readonly environment: Pick<Environment, "setTimer">;
  /** Called after each write to storage: other tabs call `reread` then. */
  readonly onWritten?: () => void;
}

/** Milliseconds until storage that failed is tried again. */
const retryAfter = 5_000;

/** Milliseconds after which storage that does not answer counts as failed, until it does. */
const answerLimit = 5_000;

/**
 * The intents in memory and on disk. An update takes effect in memory at once; updates that come together are one
 * transaction. Where another tab was faster, the updates are run anew on what it has written.
 */
export abstract class IntentLog {
  readonly #options: IntentLogOptions;
  /** As on disk, by id. */
  #stored = new Map<string, StoredIntent>();
  /** As in the write that is under way, by id: what is on disk, unless it fails. */
  #underWay = new Map<string, StoredIntent>();
  #revisions = new Map<string, number>();
  /** Updates that are not on disk. */
  #updates: IntentsUpdate[] = [];
  /** Updates that have no effect yet. */
  readonly #later: IntentsUpdate[] = [];
  #waiters: ((durability: Durability) => void)[] = [];
  #isWriting = false;
  /** The read or write that is under way exceeds its limit. */
  #isLate = false;
  #mustRead = true;
  #isClosed = false;
  #isDropped = false;
  #onClosed = () => {};
  #cancelRetry = () => {};
  /** Those that are done, too. */
  protected all: Intents = [];
  /** Without those that are done. */
  intents: Intents = [];
  /** `memory`: storage takes nothing at present, or does not answer; what is written may be lost with the tab. */
  durability: Durability = "disk";

  /** Reason why storage took nothing the last time; undefined: unknown. */
  failure: StorageFailure | undefined;

  constructor(options: IntentLogOptions) {
    this.#options = options;
  }

  /** Called after each change of the intents, or of their durability. */
  abstract tell(): void;

  /** Runs the update. Resolves when its effect is on disk, or cannot be put there within 5 s. */
  run(update: IntentsUpdate): Promise<Durability> {
    const updates = [...this.#later.splice(0), update];
    const intents = updates.reduce((known, each) => each(known), this.all);
    this.#updates.push(...updates);
    const done = new Promise<Durability>((resolve) => {
      this.#waiters.push(resolve);
      if (this.#isLate) resolve("memory");
    });
    void this.#write();
    this.#setIntents(intents);
    return done;
  }

  /** Like `run`, but the updates of a turn of the event loop take effect as one, before the next one of `run`. */
  async runLater(update: IntentsUpdate): Promise<Durability> {
    this.#later.push(update);
    await null;
    return this.run((intents) => intents);
  }

  /**
   * Returns true for an intent that stands unsent on disk, or may do so, while storage takes nothing. Another tab may
   * send it in that form, so this one must not send it in another.
   */
  isStuck({ id }: StoredIntent): boolean {
    const isUnsentIn = (intents: ReadonlyMap<string, StoredIntent>) => intents.get(id)?.wire === null;
    return this.durability === "memory" && (isUnsentIn(this.#stored) || (this.#isLate && isUnsentIn(this.#underWay)));
  }

  /**
   * Reads from disk: once at the start, and after each write of another tab. Resolves when it is in memory, or cannot
   * be read.
   */
  async reread(): Promise<void> {
    this.#mustRead = true;
    await this.run((intents) => intents);
  }

  /** Writes what waits, or drops it, and calls back. */
  close(isDropped = false, onClosed = () => {}): void {
    this.#isClosed = true;
    this.#isDropped = isDropped;
    this.#cancelRetry();
    if (this.#isWriting) this.#onClosed = onClosed;
    else onClosed();
  }

  async #write(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    this.#cancelRetry();
    // Updates of the same turn of the event loop are one transaction.
    await null;
    do {
      const waiters = this.#waiters;
      this.#waiters = [];
      const cancelLimit = this.#options.environment.setTimer(answerLimit, () => {
        this.#isLate = true;
        this.failure = "blocked";
        this.#setDurability("memory");
        for (const resolve of [...waiters, ...this.#waiters]) resolve("memory");
      });
      try {
        while (!(await this.#writeOnce())) if (this.#isDropped) break;
        this.#setDurability("disk");
      } catch (error) {
        // No other tab can send what no longer stands on disk.
        this.failure = (error as { readonly reason?: StorageFailure }).reason;
        if (this.failure === "removed") this.#stored.clear();
        // The state tells of it, and every later write tries again.
        this.#setDurability("memory");
        if (!this.#isClosed) {
          this.#cancelRetry = this.#options.environment.setTimer(retryAfter, () => void this.#write());
        }
      } finally {
        cancelLimit();
        const wasLate = this.#isLate;
        this.#isLate = false;
        // The intents under way are not on disk after all, so they can be sent.
        if (wasLate && this.durability === "memory") this.tell();
      }
      for (const resolve of waiters) resolve(this.durability);
    } while (!this.#isDropped && this.#waiters.length > 0);
    for (const resolve of this.#waiters) resolve("memory");
    this.#isWriting = false;
    this.#onClosed();
  }

  /** Returns false when another tab was faster. */
  async #writeOnce(): Promise<boolean> {
    if (this.#mustRead) await this.#read();
    const count = this.#updates.length;
    const { put, remove, next } = this.#difference();
    if (put.length > 0 || remove.length > 0) {
      this.#underWay = next;
      const result = await this.#options.storage.write({ put, remove });
      if (result === "stale") {
        this.#mustRead = true;
        return false;
      }
      this.#options.onWritten?.();
    }
    for (const { id, revision } of put) this.#revisions.set(id, revision);
    for (const { id } of remove) this.#revisions.delete(id);
    this.#stored = next;
    this.#updates = this.#updates.slice(count);
    return true;
  }

  async #read(): Promise<void> {
    this.#mustRead = false;
    try {
      const read = (await this.#options.storage.read()).filter(isReadable);
      this.#revisions = new Map(read.map(({ id, revision }) => [id, revision]));
      this.#stored = new Map(read.map((intent) => [intent.id, this.#keep(intent)]));
    } catch (error) {
      this.#mustRead = true;
      throw error;
    }
    this.#setIntents(this.#updates.reduce<Intents>((intents, run) => run(intents), [...this.#stored.values()]));
  }

  /** The known object, if it says the same. */
  #keep(intent: StoredIntent): StoredIntent {
    const known = this.all.find(({ id }) => id === intent.id);
    return known && isSame(known, { ...intent, revision: known.revision }) ? known : intent;
  }

  #difference() {
    const next = new Map(this.all.map((intent) => [intent.id, intent]));
    const revisionOf = (id: string) => this.#revisions.get(id) ?? -1;
    const put = this.all
      .filter((intent) => this.#stored.get(intent.id) !== intent)
      .map((intent) => ({ ...intent, revision: revisionOf(intent.id) + 1 }));
    const remove = [...this.#stored.keys()]
      .filter((id) => !next.has(id))
      .map((id) => ({ id, revision: revisionOf(id) }));
    return { put, remove, next };
  }

  #setIntents(all: Intents): void {
    const intents = all.filter(({ standing }) => standing.kind !== "done");
    this.all = all;
    if (findAdded(this.intents, intents)?.length === 0) return;
    this.intents = intents;
    this.tell();
  }

  #setDurability(durability: Durability): void {
    if (durability === this.durability) return;
    this.durability = durability;
    this.tell();
  }
}

/** Returns false for a damaged record, and for one of a later version of the client. It stays on disk as it is. */
function isReadable({ format, change, following, displaced = [], standing }: StoredIntent): boolean {
  const isWhole = format === 1 && isKnownKind(change?.kind) && change.input && following && standing?.kind;
  return !!isWhole && displaced.every(isReadable);
}

import type { LogEntry } from "./activity-log.ts";

/**
 * The bytes that all rings of an instance may hold together. Beyond it the oldest entry of all is dropped, whosever it
 * is; it still lies in the log.
 */
export class RingBudget {
  readonly #limit: number;
  readonly #slots = new Set<Slot>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(slot: Slot): void {
    this.#slots.add(slot);
    this.#bytes += slot.bytes;
    while (this.#bytes > this.#limit) {
      const [oldest] = this.#slots;
      if (!oldest) return;
      oldest.ring.dropOldest();
    }
  }

  remove(slot: Slot): void {
    if (this.#slots.delete(slot)) this.#bytes -= slot.bytes;
  }
}

interface Slot {
  readonly ring: Ring;
  readonly entry: LogEntry;
  /** Its length as JSON, in UTF-16 units: near enough to what it occupies. */
  readonly bytes: number;
}

/** A project's newest entries, contiguous by `seq`. */
export class Ring {
  readonly #budget: RingBudget;
  readonly #slots: Slot[] = [];

  constructor(budget: RingBudget) {
    this.#budget = budget;
  }

  /** Appends the entry that follows the newest one. */
  push(entry: LogEntry): void {
    const slot = { ring: this, entry, bytes: JSON.stringify(entry).length };
    this.#slots.push(slot);
    this.#budget.add(slot);
  }

  /** Undefined when it was dropped or has not come yet. */
  get(seq: number): LogEntry | undefined {
    const first = this.#slots[0];
    return first && this.#slots[seq - first.entry.seq]?.entry;
  }

  dropOldest(): void {
    const slot = this.#slots.shift();
    if (slot) this.#budget.remove(slot);
  }

  clear(): void {
    for (const slot of this.#slots) this.#budget.remove(slot);
    this.#slots.length = 0;
  }
}

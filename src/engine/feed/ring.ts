import { stringify } from "safe-stable-stringify";
import type { Entry } from "../log/entry.ts";

/**
 * Upper bound of the bytes that all rings of an instance hold together. Beyond it the oldest entry of all rings is
 * dropped; it can still be read from the log.
 */
export class RingBudget {
  readonly #limit: number;
  /**
   * By age. The oldest is found by counting: a Map's iterator walks over all that was deleted before its first entry.
   */
  readonly #slots = new Map<number, Slot>();
  #oldest = 0;
  #next = 0;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(slot: Slot): void {
    slot.age = this.#next;
    this.#slots.set(slot.age, slot);
    this.#next += 1;
    this.#bytes += slot.bytes;
    while (this.#bytes > this.#limit) {
      this.#slots.get(this.#oldest)?.ring.dropOldest();
      this.#oldest += 1;
    }
  }

  remove(slot: Slot): void {
    if (this.#slots.delete(slot.age)) this.#bytes -= slot.bytes;
  }
}

interface Slot {
  readonly ring: { dropOldest(): void };
  /** As `sizeOf`. */
  readonly bytes: number;
  /** Number of the entry among those of all rings; assigned by the budget. */
  age: number;
}

const sizes = new WeakMap<Entry<object>, number>();

/** Returns about the memory that an entry takes, in bytes: the length of its JSON in UTF-16 units. */
export function sizeOf(entry: Entry<object>): number {
  const known = entry.bytes ?? sizes.get(entry);
  if (known !== undefined) return known;
  const size = lengthOf(entry);
  sizes.set(entry, size);
  return size;
}

/** An event of the host may hold what JSON cannot, such as a BigInt. */
function lengthOf(entry: Entry<object>): number {
  try {
    return JSON.stringify(entry).length;
  } catch {
    return stringify(entry)?.length ?? 0;
  }
}

/** A stream's newest entries, contiguous by `seq`. */
export class Ring<Event extends object> {
  readonly #budget: RingBudget;
  readonly #slots = new Map<number, Slot & { readonly entry: Entry<Event> }>();
  #oldest = 0;

  constructor(budget: RingBudget) {
    this.#budget = budget;
  }

  /** Appends the entry that follows the newest one. */
  push(entry: Entry<Event>): void {
    const slot = { ring: this, entry, bytes: sizeOf(entry), age: 0 };
    if (this.#slots.size === 0) this.#oldest = entry.seq;
    this.#slots.set(entry.seq, slot);
    this.#budget.add(slot);
  }

  /** Undefined when it was dropped or has not come yet. */
  get(seq: number): Entry<Event> | undefined {
    return this.#slots.get(seq)?.entry;
  }

  dropOldest(): void {
    const slot = this.#slots.get(this.#oldest);
    if (!slot) return;
    this.#slots.delete(this.#oldest);
    this.#oldest += 1;
    this.#budget.remove(slot);
  }

  clear(): void {
    for (const slot of this.#slots.values()) this.#budget.remove(slot);
    this.#slots.clear();
  }
}

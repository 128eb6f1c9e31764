import type { MutationRecord, SubscriptionRecord, Violation, ViolationKind } from "./history.ts";

/** A disturbance, from its begin to when it was put right. Times are milliseconds since the epoch. */
export interface FaultRecord {
  readonly kind: string;
  /** The instance it was done to; null when to all. */
  readonly instance: number | null;
  readonly from: number;
  to: number;
}

/** Record of a run. */
export class Journal {
  readonly subscriptions: SubscriptionRecord[] = [];
  readonly mutations: MutationRecord[] = [];
  readonly faults: FaultRecord[] = [];
  /** Breaches that were seen on the spot; the checker finds the rest. */
  readonly violations: Violation[] = [];
  /** Number of closed sockets of subscribers by close code. */
  readonly closes = new Map<number, number>();
  readonly #texts = new Map<string, string>();

  report(kind: ViolationKind, what: string): void {
    this.violations.push({ kind, what });
  }

  noteClose(code: number): void {
    this.closes.set(code, (this.closes.get(code) ?? 0) + 1);
  }

  /** The one string for equal texts: fifty subscribers are sent the same, and all of it is kept. */
  intern(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }
}

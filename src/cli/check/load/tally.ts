import { createHistogram } from "node:perf_hooks";
import type { WatchEvent } from "../client/watch.ts";

type Change = Extract<WatchEvent, { readonly clientMutationId?: unknown }>;

/** Milliseconds from the sending of a change to its arrival at a subscriber that stayed connected. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Counts and compares what all subscribers of a load receive. All times are of this process's clock. */
export class Tally {
  deliveries = 0;
  /** Deliveries after a break, from the log. */
  replayed = 0;
  reconnects = 0;
  resyncs = 0;
  /** Deliveries that differ from another subscriber's delivery of the same number. */
  differing = 0;
  readonly #sentAt = new Map<string, number>();
  readonly #heard = new Map<number, { readonly text: string; readonly clientMutationId: string | null | undefined }>();
  // Microseconds.
  readonly #latency = createHistogram();

  /** A change is sent for the first time. */
  send(clientMutationId: string): void {
    this.#sentAt.set(clientMutationId, performance.now());
  }

  deliver(change: Change, isReplayed: boolean): void {
    const { seq, clientMutationId } = change;
    this.deliveries += 1;
    if (isReplayed) this.replayed += 1;
    const text = JSON.stringify(change);
    const heard = this.#heard.get(seq);
    if (!heard) this.#heard.set(seq, { text, clientMutationId });
    else if (heard.text !== text) this.differing += 1;
    const sentAt = this.#sentAt.get(clientMutationId ?? "");
    if (!isReplayed && sentAt !== undefined) {
      this.#latency.record(Math.max(1, Math.round((performance.now() - sentAt) * 1_000)));
    }
  }

  /** Returns true when the change received under this number is the one answered. */
  bearsOut(seq: number, clientMutationId: string): boolean {
    return this.#heard.get(seq)?.clientMutationId === clientMutationId;
  }

  /** Null when nothing was delivered live. */
  get latency(): Latency | null {
    const at = (percent: number) => this.#latency.percentile(percent) / 1_000;
    if (this.#latency.count === 0) return null;
    return { p50: at(50), p95: at(95), p99: at(99), max: this.#latency.max / 1_000 };
  }
}

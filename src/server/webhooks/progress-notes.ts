import { setTimeout as sleep } from "node:timers/promises";
import type { WebhookDelivery } from "../../model/webhook.ts";
import { webhookLimits } from "../../model/webhook.ts";
import type { WebhookProgress } from "../../operations/webhook-leases.ts";

export interface ProgressNotesOptions {
  /** Writes to the database. False: the webhook is no longer held. */
  readonly write: (progress: WebhookProgress, deliveries: readonly WebhookDelivery[]) => Promise<boolean>;
  /** Hears that the webhook was still held when a note was begun, at this `performance.now()`. */
  readonly onHeld: (begunAt: number) => void;
  readonly onLost: () => void;
  /** Hears of each note that failed; it is tried again. */
  readonly onError: (error: unknown) => void;
  /** Aborted: what cannot be written now is dropped. The changes are delivered once more then. */
  readonly signal: AbortSignal;
}

/** Milliseconds from a note to the next: a webhook that catches up has hundreds of changes a second. */
const rest = 10;

/** Milliseconds after a note that failed. */
const longRest = 1_000;

/**
 * Writes down how far a webhook is while the next change is delivered. One note is under way at a time; what comes
 * meanwhile is in the next one.
 */
export class ProgressNotes {
  readonly #options: ProgressNotesOptions;
  #next: WebhookProgress | null = null;
  #deliveries: WebhookDelivery[] = [];
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;

  constructor(options: ProgressNotesOptions) {
    this.#options = options;
  }

  add(progress: WebhookProgress, ...deliveries: readonly WebhookDelivery[]): void {
    this.#next = progress;
    this.#keep([...this.#deliveries, ...deliveries]);
    if (!this.#isWriting) this.#writing = this.#writeAll();
  }

  /** Resolves when all is written, or dropped. */
  settled(): Promise<void> {
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    const { write, onHeld, onLost, onError, signal } = this.#options;
    this.#isWriting = true;
    for (let progress = this.#next; progress; progress = this.#next) {
      const deliveries = this.#deliveries;
      this.#next = null;
      this.#deliveries = [];
      const begunAt = performance.now();
      try {
        if (await write(progress, deliveries)) onHeld(begunAt);
        else onLost();
      } catch (error) {
        if (signal.aborted) break;
        onError(error);
        this.#next ??= progress;
        this.#keep([...deliveries, ...this.#deliveries]);
        await this.#rest(longRest);
      }
      await this.#rest(rest);
    }
    this.#isWriting = false;
  }

  /** Ends early when nothing is to be delivered any more. */
  async #rest(time: number): Promise<void> {
    await sleep(time, undefined, { ref: false, signal: this.#options.signal }).catch(() => undefined);
  }

  /** No more than the list of deliveries shows. */
  #keep(deliveries: WebhookDelivery[]): void {
    this.#deliveries = deliveries.slice(-webhookLimits.deliveries);
  }
}

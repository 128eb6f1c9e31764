import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { findOutage } from "../../database/find-outage.ts";
import type { ResyncReason } from "../../engine/feed/stream-messages.ts";
import { type LogPosition, maxSeq, parseCursor } from "../../engine/log/cursor.ts";
import { NotFoundError } from "../../errors/expected-error.ts";
import type { WebhookDelivery } from "../../model/webhook.ts";
import type { ProjectFeeds } from "../../operations/watch-project.ts";
import {
  type Lease,
  leaseSeconds,
  noteProgress,
  releaseLease,
  type TakenWebhook,
  type WebhookProgress,
} from "../../operations/webhook-leases.ts";
import type { Poster, PostOutcome } from "./post-change.ts";
import { ProgressNotes } from "./progress-notes.ts";
import type { DeliveredChange } from "./render-event.ts";
import type { WebhookStats } from "./webhook-stats.ts";

/** Times of attempts, in milliseconds. */
export interface RetryTimes {
  /** From the first failure to the next attempt; each later rest is twice as long. */
  readonly first: number;
  /** Longest rest between two attempts. */
  readonly longest: number;
  /** Time of failures after which the webhook is paused. */
  readonly giveUpAfter: number;
}

export interface HeldWebhookOptions {
  readonly pool: Pool;
  readonly feeds: Pick<ProjectFeeds, "open">;
  readonly poster: Pick<Poster, "post">;
  readonly render: (change: DeliveredChange) => string;
  readonly stats: WebhookStats;
  readonly retries: RetryTimes;
  readonly logger: Logger;
}

/** Failed attempts to deliver a change after which the log tells of it: a second one rules out a lost connection. */
const failuresToTell = 2;

/** Milliseconds in which a request under way may end when the delivery stops. */
const lastWords = 2_000;

/**
 * A webhook that this instance delivers: a cursor over the feed of its project. A change is posted only after the
 * receiver has taken the one before. So the changes arrive in order, whichever instance delivers them. It ends by
 * `stop`, when the webhook is paused, and when another instance may hold it.
 */
export class HeldWebhook implements Lease {
  readonly id: string;
  readonly lease: string;
  readonly #webhook: TakenWebhook;
  readonly #options: HeldWebhookOptions;
  readonly #notes: ProgressNotes;
  readonly #stop = new AbortController();
  readonly #hangUp = new AbortController();
  #hangUpTimer: NodeJS.Timeout | undefined;
  #leasedUntil = performance.now() + leaseSeconds * 1_000;
  /** The last change that the receiver has taken. */
  #position: LogPosition;
  #failures: number;
  /** By `performance.now()`. */
  #failingSince: number;
  #dueAt: number;
  /** When the change was made that is being delivered, in milliseconds since the epoch. */
  #changeAt: number | null = null;
  /** Resolves when nothing is delivered or written any more. Never rejects. */
  readonly ended: Promise<void>;

  /** Begins when `after` has resolved, such as the end of a former lease. */
  constructor(webhook: TakenWebhook, options: HeldWebhookOptions, after: Promise<unknown>) {
    const { id, lease, position, failures, failingFor, dueIn } = webhook;
    const { pool, logger } = options;
    const now = performance.now();
    this.id = id;
    this.lease = lease;
    this.#webhook = webhook;
    this.#options = options;
    this.#position = position;
    this.#failures = failures;
    this.#failingSince = now - failingFor * 1_000;
    this.#dueAt = now + dueIn * 1_000;
    this.#notes = new ProgressNotes({
      write: (progress, deliveries) => noteProgress(pool, webhook, progress, deliveries),
      onHeld: (begunAt) => this.extend(begunAt),
      onLost: () => this.stop(),
      onError: (error) => {
        if (!findOutage(error)) logger.error({ err: error, webhookId: id }, "The progress of a webhook is not noted.");
      },
      signal: this.#stop.signal,
    });
    this.ended = after.then(() => this.#run());
  }

  /** True while the receiver does not take the next change. */
  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** Names the webhook in the log. */
  get #names(): { readonly webhookId: string; readonly projectId: string } {
    return { webhookId: this.id, projectId: this.#webhook.projectId };
  }

  /** Age of the change that is to be delivered next, in seconds; 0: all are delivered. */
  get lag(): number {
    return this.#changeAt === null ? 0 : Math.max(0, Date.now() - this.#changeAt) / 1_000;
  }

  /** The lease was still there at this `performance.now()`, and extended. */
  extend(at: number): void {
    this.#leasedUntil = at + leaseSeconds * 1_000;
  }

  /** Ends the delivery; a request under way may end. */
  stop(): void {
    this.#stop.abort();
    this.#hangUpTimer ??= setTimeout(() => this.#hangUp.abort(), lastWords).unref();
  }

  async #run(): Promise<void> {
    const { pool, logger } = this.#options;
    try {
      const reason = await this.#follow();
      if (reason !== null) {
        logger.warn({ ...this.#names, reason }, "A webhook was paused.");
        this.#note({ state: "PAUSED", reason });
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) logger.error({ err: error, ...this.#names }, "A webhook stopped.");
    }
    await this.#notes.settled();
    this.stop();
    clearTimeout(this.#hangUpTimer);
    // An outage ends the lease as well, only later.
    await releaseLease(pool, this).catch(() => undefined);
  }

  /** Returns why the webhook is to be paused; null: it is not, and another lease goes on. */
  async #follow(): Promise<string | null> {
    const { signal } = this.#stop;
    const { projectId } = this.#webhook;
    const options = { viewer: null, after: this.#position, replayLimit: maxSeq, signal };
    const stream = await this.#options.feeds.open(projectId, options).catch((error: unknown) => {
      if (error instanceof NotFoundError) return null;
      throw error;
    });
    if (!stream) return projectDeleted;
    const leave = () => void stream.return();
    signal.addEventListener("abort", leave, { once: true });
    if (signal.aborted) leave();
    for await (const { event, extensions } of stream) {
      if (event.type === "Resync") return pauseReasons[event.reason];
      if (!("at" in event) || !extensions) continue;
      const end = await this.#deliver({ event, extensions });
      if (end !== "taken") return end;
    }
    return signal.aborted ? null : projectDeleted;
  }

  /** Posts a change until the receiver has taken it. Returns as `#follow` otherwise. */
  async #deliver(change: DeliveredChange): Promise<"taken" | string | null> {
    const { poster, stats, render } = this.#options;
    const { projectId, url, secret } = this.#webhook;
    const position = parseCursor("project", change.extensions.cursor);
    const body = tryTo(() => render(change));
    if (!position || body === null) return pauseReasons.UNREADABLE;
    const id = `${projectId}_${position.seq}_${position.token}`;
    this.#changeAt = Date.parse(change.event.at);
    if (this.#failures === 0) stats.lag.note(this.lag);
    while (await this.#isDue()) {
      const at = new Date().toISOString();
      const outcome = await poster.post({ url, secret, id, body }, this.#hangUp.signal);
      // The receiver may have it or not: the next lease begins with it.
      if (this.#hangUp.signal.aborted && outcome.status === null) return null;
      const delivery = { ...outcome, seq: position.seq, at, attempt: this.#failures + 1 };
      if (isTaken(outcome)) {
        stats.deliveries.ok += 1;
        this.#tellRecovery();
        this.#position = position;
        this.#failures = 0;
        this.#changeAt = null;
        this.#note({ state: "ACTIVE", reason: null }, delivery);
        return "taken";
      }
      stats.deliveries.failed += 1;
      const reason = this.#fail(outcome, delivery);
      if (reason !== null) return reason;
    }
    return null;
  }

  /** Returns why the webhook is to be paused; null: another attempt follows. */
  #fail({ status, error }: PostOutcome, delivery: WebhookDelivery): string | null {
    const { retries } = this.#options;
    const now = performance.now();
    if (this.#failures === 0) this.#failingSince = now;
    this.#failures += 1;
    const fault = error ?? `The receiver answers with status ${status}.`;
    const explained = { ...delivery, error: error ?? (isRedirect(status) ? "Redirects are not followed." : null) };
    // Receivers that failed together are not tried together.
    const rest = Math.min(retries.first * 2 ** (this.#failures - 1), retries.longest) * (0.9 + 0.2 * Math.random());
    this.#dueAt = now + rest;
    this.#note({ state: "FAILING", reason: fault }, explained);
    if (this.#failures === failuresToTell) {
      this.#options.logger.warn({ ...this.#names, reason: fault }, "A webhook fails; it is tried again.");
    }
    if (now - this.#failingSince >= retries.giveUpAfter) {
      return `It failed for ${retries.giveUpAfter / 3_600_000} hours. ${fault}`;
    }
    return status === gone ? fault : null;
  }

  #tellRecovery(): void {
    if (this.#failures < failuresToTell) return;
    const seconds = Math.round((performance.now() - this.#failingSince) / 1_000);
    this.#options.logger.info({ ...this.#names, seconds }, "A webhook is delivered again.");
  }

  #note(state: Pick<WebhookProgress, "state" | "reason">, ...deliveries: readonly WebhookDelivery[]): void {
    const dueIn = Math.max(0, this.#dueAt - performance.now()) / 1_000;
    this.#notes.add({ ...state, position: this.#position, failures: this.#failures, dueIn }, ...deliveries);
  }

  /** Waits until the next attempt. False: it has stopped, or another instance may hold the webhook. */
  async #isDue(): Promise<boolean> {
    const { signal } = this.#stop;
    const rest = this.#dueAt - performance.now();
    if (rest > 0) await sleep(rest, undefined, { ref: false, signal }).catch(() => undefined);
    return !signal.aborted && performance.now() < this.#leasedUntil;
  }
}

/** Status by which a receiver wants nothing more. */
const gone = 410;

const projectDeleted = "The project was deleted.";

const again = "Choose with redeliver from where it goes on.";

const pauseReasons: Readonly<Record<ResyncReason, string>> = {
  TOO_OLD: `TOO_OLD: The next changes are not kept any more. ${again}`,
  AHEAD_OF_STREAM: `OTHER_HISTORY: The database was restored and lost what was delivered. ${again}`,
  OTHER_HISTORY: `OTHER_HISTORY: The database was restored and lost what was delivered. ${again}`,
  UNREADABLE: `UNREADABLE: A newer version wrote the next change. ${again}`,
};

function isTaken({ status }: PostOutcome): boolean {
  return status !== null && status >= 200 && status < 300;
}

function isRedirect(status: number | null): boolean {
  return status !== null && status >= 300 && status < 400;
}

function tryTo<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

import { applyChangesText } from "../../generated/changes-text.ts";
import type { ProjectStore } from "../store/project-store.ts";
import type { Environment, Outcome, Send } from "../types.ts";
import { findCause } from "./find-cause.ts";
import { findUnsendable } from "./find-unsendable.ts";
import type { Holdup } from "./holdup.ts";
import type { Intents } from "./intents.ts";
import { judgeOutcome, type Reason } from "./judge-outcome.ts";
import { type BatchLimits, measure, nextBatch } from "./next-batch.ts";
import type { Outbox } from "./outbox.ts";
import type { OutboxSync } from "./outbox-sync.ts";
import { Pace } from "./pace.ts";
import { Suspects } from "./suspects.ts";
import { settleBatch, takeVerdict } from "./take-verdict.ts";

export interface ProjectSenderOptions {
  readonly projectId: string;
  readonly outbox: Outbox;
  readonly sync: OutboxSync;
  readonly send: Send;
  readonly environment: Environment;
  readonly limits: BatchLimits;
  /** Called when nothing may be sent before somebody wakes the runner. */
  readonly onParked: (reason: Reason) => void;
  /** Called when another look at the intents is due. */
  readonly onDue: () => void;
  /** Called when intents wait for another proof of the history: the server may have forgotten its answers to them. */
  readonly onForgotten: () => void;
}

/** Sends the intents of one project, one request at a time. */
export class ProjectSender {
  readonly #options: ProjectSenderOptions;
  readonly #aborting = new AbortController();
  readonly #pace: Pace;
  readonly #suspects: Suspects;
  #isSending = false;
  #wakings = 0;
  #cancelTimer = () => {};

  constructor(options: ProjectSenderOptions) {
    const { environment, limits } = options;
    this.#options = options;
    this.#pace = new Pace(environment, limits.count);
    this.#suspects = new Suspects(environment);
  }

  /** Sends what can go, unless something is on its way. */
  look(): void {
    if (!this.#isSending) void this.#sendNext();
  }

  /** Ends the pause. The next look sends. */
  wake(): void {
    this.#wakings += 1;
    this.#pace.wake();
  }

  /** Sends nothing more. An answer that is outstanding is not awaited. */
  stop(): void {
    this.#aborting.abort();
    this.#cancelTimer();
  }

  /** Returns why none of the intents can go; null: one can, or is on its way, or all are answered. */
  holdup(store: ProjectStore): Holdup | null {
    const { projectId, outbox, sync } = this.#options;
    const { failures, why, retryAt } = this.#pace;
    const retrying = (until: number): Holdup => ({ kind: "retrying", ...why, until });
    if (this.#tryToChoose(() => this.#chooseFree(outbox.intents, 1)).length > 0) {
      return failures > 0 ? retrying(retryAt) : null;
    }
    const cause = findCause(outbox, store);
    if (cause) return cause;
    const pending = outbox.pendingOf(projectId);
    const times = this.#suspects.retryTimes(pending);
    if (times.length > 0) return retrying(failures > 0 ? retryAt : Math.min(...times));
    return pending.some((intent) => sync.isForgotten(intent)) ? { kind: "stream" } : null;
  }

  async #sendNext(): Promise<void> {
    const { projectId, outbox, sync, onDue, onForgotten } = this.#options;
    if (!sync.openStore(projectId)) return;
    if (this.#pace.isPaused) return this.#lookAt(this.#pace.retryAt);
    this.#isSending = true;
    let isIdle = false;
    let suspectAt = Number.POSITIVE_INFINITY;
    try {
      // Changes of the same turn of the event loop go together.
      await null;
      // Read before the batch is chosen: no pause ends in between without a timer.
      suspectAt = this.#suspects.earliest(outbox.pendingOf(projectId));
      if (this.#choose(outbox.intents).length > 0) await this.#sendBatch();
      else isIdle = true;
    } catch (error) {
      await this.#refuseUnsendable(error);
    } finally {
      this.#isSending = false;
    }
    if (this.#aborting.signal.aborted) return;
    if (!isIdle) return onDue();
    if (sync.reopenReached(projectId)) return;
    if (outbox.pendingOf(projectId).some((intent) => sync.isForgotten(intent))) onForgotten();
    this.#lookAt(suspectAt);
  }

  #choose(intents: Intents): Intents {
    const free = this.#chooseFree(intents, this.#pace.count);
    if (free.length > 0 || this.#suspects.isEmpty) return free;
    // A suspect goes alone, after all others: whether the server takes those says who is at fault.
    return this.#nextBatch(intents, 1, (id) => this.#suspects.isPaused(id));
  }

  #chooseFree(intents: Intents, count: number): Intents {
    return this.#nextBatch(intents, count, (id) => this.#suspects.has(id));
  }

  #nextBatch(intents: Intents, count: number, isLeftOut: (id: string) => boolean): Intents {
    const { projectId, outbox, sync, limits } = this.#options;
    const store = sync.openStore(projectId);
    if (!store?.confirmed) return [];
    const { confirmed, me } = store;
    return nextBatch(intents, projectId, confirmed, { count, bytes: limits.bytes }, (intent) => {
      return isLeftOut(intent.id) || intent.actorId !== me?.id || sync.isForgotten(intent) || outbox.isStuck(intent);
    });
  }

  /** Chooses nothing where another tab has stored what cannot be written as JSON. The next look refuses that. */
  #tryToChoose(choose: () => Intents): Intents {
    try {
      return choose();
    } catch {
      return [];
    }
  }

  async #sendBatch(): Promise<void> {
    const { projectId, sync } = this.#options;
    const { signal } = this.#aborting;
    const sending = {
      ...this.#options,
      ...{ pace: this.#pace, suspects: this.#suspects },
      request: (changes: readonly unknown[]) => this.#request(changes),
    };
    let wasSent: ReadonlySet<string> = new Set();
    const frozen = await sync.freeze(projectId, (intents) => {
      const batch = this.#tryToChoose(() => this.#choose(intents));
      wasSent = new Set(batch.filter(({ wire }) => wire !== null).map(({ id }) => id));
      return batch;
    });
    if (signal.aborted || frozen.length === 0 || !sync.openStore(projectId)) return;
    const wakings = this.#wakings;
    const proof = sync.proofOf(projectId);
    const outcome = await this.#request(frozen.map(({ wire }) => wire));
    if (signal.aborted) return;
    const verdict = judgeOutcome(outcome, frozen.length, () =>
      frozen.reduce((sum, { wire }) => sum + measure(wire), 0),
    );
    // An answer to the token of before does not outweigh the new one.
    if (verdict.kind === "park" && wakings !== this.#wakings) return;
    if (verdict.kind === "results" && sync.proofOf(projectId) !== proof) {
      // A number of a lost history says nothing. The event tells that it is done, or the answer to another try.
      const { results } = verdict;
      return settleBatch(sending, frozen, (index) => (results[index]?.kind === "done" ? undefined : results[index]));
    }
    await takeVerdict(sending, frozen, verdict, wasSent);
  }

  #request(changes: readonly unknown[]): Promise<Outcome> {
    const { projectId, send } = this.#options;
    const input = { projectId, atomic: false, changes };
    return send({ document: applyChangesText, variables: { input }, signal: this.#aborting.signal });
  }

  /** Refuses what cannot be written as JSON. Where nothing of the kind is the cause, all is tried again. */
  async #refuseUnsendable(error: unknown): Promise<void> {
    const { projectId, outbox, sync } = this.#options;
    const confirmed = sync.openStore(projectId)?.confirmed;
    const refusals = confirmed && findUnsendable(outbox.intents, projectId, confirmed);
    const reason = `Sending failed: ${error instanceof Error ? error.message : error}`;
    if (!refusals?.size) this.#pace.delay({ code: "failed", reason });
    else await sync.settle(refusals);
  }

  #lookAt(time: number): void {
    this.#cancelTimer();
    if (!Number.isFinite(time)) return;
    const { environment, onDue } = this.#options;
    this.#cancelTimer = environment.setTimer(Math.max(1, time - environment.now()), onDue);
  }
}

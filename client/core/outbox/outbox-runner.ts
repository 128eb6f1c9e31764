import { applyChangesText } from "../../generated/changes-text.ts";
import { isSame } from "../is-same.ts";
import type { Environment, Send, StoredIntent } from "../types.ts";
import type { Holdup, Holdups } from "./holdup.ts";
import { judgeOutcome, type Result, reasonOf, type Verdict } from "./judge-outcome.ts";
import { type BatchLimits, freezeIntent, nextBatch } from "./next-batch.ts";
import type { Outbox } from "./outbox.ts";
import { OutboxSync } from "./outbox-sync.ts";
import { findBlocked } from "./refuse-intents.ts";
import type { Intents } from "./submit-change.ts";

export interface OutboxRunnerOptions {
  readonly outbox: Outbox;
  readonly send: Send;
  readonly environment: Environment;
  readonly limits?: BatchLimits;
  /** Returns why the server refuses a project's stream for now; undefined: it does not. */
  readonly findRefusal?: (projectId: string) => string | undefined;
  /** Called after each change of `holdups` while it sends. */
  readonly onHoldups?: () => void;
}

const standardLimits: BatchLimits = { count: 250, bytes: 512 * 1024 };

/** Changes that the server takes in a request. */
const mostChanges = 500;

/** Milliseconds of the back-off: the first, and the longest while somebody looks and while nobody does. */
const backOff = { first: 250, visible: 5_000, hidden: 30_000 };

/** Failures, while the server takes other changes, after which a change that fails alone is refused. */
const maxTries = 5;

/** Milliseconds until a project that was not found is looked at again. */
const secondLook = 2_000;

type Reason = ReturnType<typeof reasonOf>;

const noReason: Reason = { code: "", reason: "" };

/** A pause ends also when the clock is set back to before it began. */
interface Pause {
  readonly pausedAt: number;
  readonly retryAt: number;
}

/** Progress with one project. */
interface Project {
  isSending: boolean;
  /** Failures in a row. */
  failures: number;
  pause: Pause;
  why: Reason;
  /** Changes that go at once at most; halved while a batch does not validate. */
  count: number;
  cancelTimer: () => void;
}

/** A change under suspicion is sent alone, and nothing waits for it but what builds on it. */
interface Suspect extends Pause {
  readonly failures: number;
  /** Failures since the server took another change. */
  readonly tries: number;
  /** Number of the project's newest change at the first failure. */
  readonly seq: number;
}

const noPause: Pause = { pausedAt: 0, retryAt: 0 };

/** Sends the intents of an outbox by `applyChanges`, one request for each project at a time. */
export class OutboxRunner {
  readonly #outbox: Outbox;
  readonly #sync: OutboxSync;
  readonly #send: Send;
  readonly #environment: Environment;
  readonly #limits: BatchLimits;
  readonly #projects = new Map<string, Project>();
  readonly #suspects = new Map<string, Suspect>();
  #endings: readonly (() => void)[] = [];
  #parked: Reason | null = null;
  readonly #findRefusal: (projectId: string) => string | undefined;
  readonly #onHoldups: () => void;
  /** Holdups of which listeners know. */
  #told: Holdups = {};
  /** A look at the intents is due. */
  #isDue = false;
  #wakings = 0;
  #aborting = new AbortController();

  constructor(options: OutboxRunnerOptions) {
    const { outbox, send, environment, limits = standardLimits } = options;
    this.#findRefusal = options.findRefusal ?? (() => undefined);
    this.#onHoldups = options.onHoldups ?? (() => {});
    this.#outbox = outbox;
    this.#sync = new OutboxSync({ outbox, environment });
    this.#send = send;
    this.#environment = environment;
    this.#limits = limits;
  }

  /** Sends from now on. A second leader does no harm: what both send is the same. */
  start(): void {
    if (this.#endings.length > 0) return;
    this.#aborting = new AbortController();
    const onSignal = (signal: string) => {
      if (signal === "visible" || signal === "online" || signal === "resumed") this.wake();
    };
    this.#endings = [
      this.#outbox.subscribe(() => void this.#pumpSoon()),
      this.#environment.signals.subscribe(onSignal),
    ];
    this.#pump();
  }

  /** Sends nothing more. An answer that is outstanding is not awaited. */
  stop(): void {
    for (const end of this.#endings) end();
    this.#endings = [];
    this.#aborting.abort();
    for (const project of this.#projects.values()) project.cancelTimer();
    this.#projects.clear();
  }

  /** Tries at once: there is a new token, or the network is back. */
  wake(): void {
    this.#wakings += 1;
    this.#parked = null;
    for (const project of this.#projects.values()) Object.assign(project, { failures: 0, pause: noPause });
    this.#pump();
  }

  get holdups(): Holdups {
    return Object.fromEntries(
      this.#outbox.projects.flatMap((projectId) => {
        const holdup = this.holdup(projectId);
        return holdup ? [[projectId, holdup]] : [];
      }),
    );
  }

  /** Returns why a project's intents are not on their way; null when they are, or there are none. */
  holdup(projectId: string): Holdup | null {
    if (!this.#outbox.projects.includes(projectId)) return null;
    if (this.#parked !== null) return { kind: "parked", ...this.#parked };
    const store = this.#sync.openStore(projectId);
    if (!store) {
      const reason = this.#findRefusal(projectId);
      return { kind: "stream", ...(reason !== undefined && { reason }) };
    }
    const own = this.#outbox.pendingOf(projectId);
    if (own.every(({ actorId }) => actorId !== store.me?.id)) return { kind: "other-account" };
    if (own.every((intent) => this.#outbox.isStuck(intent))) {
      return { kind: "storage", reason: reasonOf("storage").reason };
    }
    const blocked = own.length < this.#outbox.intents.length ? findBlocked(this.#outbox.intents) : null;
    if (own.every((intent) => blocked?.has(intent))) return { kind: "blocked" };
    const { failures = 0, pause = noPause, why = noReason } = this.#projects.get(projectId) ?? {};
    if (failures > 0) return { kind: "retrying", ...why, until: pause.retryAt };
    const suspects = this.#suspects.size > 0 ? own.flatMap(({ id }) => this.#suspects.get(id)?.retryAt ?? []) : [];
    return suspects.length === own.length ? { kind: "retrying", ...why, until: Math.min(...suspects) } : null;
  }

  /** Changes of the same turn of the event loop are looked at once. */
  async #pumpSoon(): Promise<void> {
    if (this.#isDue) return;
    this.#isDue = true;
    await null;
    this.#isDue = false;
    this.#pump();
  }

  #pump(): void {
    if (this.#endings.length === 0) return;
    const { projects } = this.#outbox;
    for (const projectId of this.#parked ? [] : projects) {
      const project = this.#project(projectId);
      if (!project.isSending) void this.#sendNext(projectId, project);
    }
    const { holdups } = this;
    if (isSame(holdups, this.#told)) return;
    this.#told = holdups;
    this.#onHoldups();
    this.#outbox.tell();
  }

  #project(projectId: string): Project {
    const known = this.#projects.get(projectId);
    if (known) return known;
    const { count } = this.#limits;
    const fresh = { isSending: false, failures: 0, pause: noPause, why: noReason, count, cancelTimer: () => {} };
    this.#projects.set(projectId, fresh);
    return fresh;
  }

  async #sendNext(projectId: string, project: Project): Promise<void> {
    if (!this.#sync.openStore(projectId)) return;
    if (this.#isPaused(project.pause)) return this.#pumpAt(project, project.pause.retryAt);
    project.isSending = true;
    let isIdle = false;
    let suspectAt = Number.POSITIVE_INFINITY;
    try {
      // Changes of the same turn of the event loop go together.
      await null;
      // Read before the batch is chosen: no pause ends in between without a timer.
      suspectAt = this.#earliestSuspect(projectId);
      const batch = this.#choose(projectId, project);
      if (batch.length > 0) await this.#sendBatch(projectId, project, batch);
      else isIdle = true;
    } catch (error) {
      await this.#refuseUnsendable(projectId, project, error);
    } finally {
      project.isSending = false;
    }
    if (this.#projects.get(projectId) !== project) return;
    if (isIdle && this.#sync.reopenReached(projectId)) return;
    if (isIdle) this.#pumpAt(project, suspectAt);
    else this.#pump();
  }

  /** Refuses what cannot be written as JSON. Where nothing of the kind is the cause, all is tried again. */
  async #refuseUnsendable(projectId: string, project: Project, error: unknown): Promise<void> {
    const confirmed = this.#sync.openStore(projectId)?.confirmed;
    const results = new Map<string, Result>();
    for (const intent of confirmed ? this.#outbox.intents : []) {
      if (intent.projectId !== projectId || intent.standing.kind !== "waiting") continue;
      try {
        JSON.stringify(confirmed && freezeIntent(intent, [], confirmed));
      } catch (cause) {
        const message = `The change cannot be sent: ${cause instanceof Error ? cause.message : cause}`;
        results.set(intent.id, { kind: "refused", code: "BAD_USER_INPUT", message });
      }
    }
    const reason = `Sending failed: ${error instanceof Error ? error.message : error}`;
    if (results.size === 0) this.#delay(project, { code: "failed", reason });
    else await this.#sync.settle(results);
  }

  #choose(projectId: string, project: Project): Intents {
    const store = this.#sync.openStore(projectId);
    if (!store?.confirmed) return [];
    const { bytes } = this.#limits;
    const { intents } = this.#outbox;
    const isHeldBack = (intent: StoredIntent) =>
      intent.actorId !== store.me?.id || this.#sync.isForgotten(intent) || this.#outbox.isStuck(intent);
    const limits = { count: project.count, bytes };
    const free = nextBatch(intents, projectId, store.confirmed, limits, (each) => {
      return this.#suspects.has(each.id) || isHeldBack(each);
    });
    if (free.length > 0 || this.#suspects.size === 0) return free;
    // A suspect goes alone, after all others: whether the server takes those says who is at fault.
    return nextBatch(intents, projectId, store.confirmed, { count: 1, bytes }, (each) => {
      return this.#isPaused(this.#suspects.get(each.id) ?? noPause) || isHeldBack(each);
    });
  }

  async #sendBatch(projectId: string, project: Project, batch: Intents): Promise<void> {
    const { signal } = this.#aborting;
    const wasSent = new Set(batch.filter(({ wire }) => wire !== null).map(({ id }) => id));
    const frozen = await this.#sync.freeze(projectId, new Set(batch.map(({ id }) => id)));
    if (signal.aborted || frozen.length === 0 || !this.#sync.openStore(projectId)) return;
    const wakings = this.#wakings;
    const proof = this.#sync.proofOf(projectId);
    const input = { projectId, atomic: false, changes: frozen.map(({ wire }) => wire) };
    const outcome = await this.#send({ document: applyChangesText, variables: { input }, signal });
    if (signal.aborted) return;
    const verdict = judgeOutcome(outcome, frozen.length);
    // An answer to the token of before does not outweigh the new one.
    if (verdict.kind === "park" && wakings !== this.#wakings) return;
    if (verdict.kind === "results" && this.#sync.proofOf(projectId) !== proof) {
      // A number of a lost history says nothing. The event tells that it is done, or the answer to another try.
      const { results } = verdict;
      return this.#settle(frozen, (index) => (results[index]?.kind === "done" ? undefined : results[index]));
    }
    await this.#take(project, frozen, verdict, wasSent);
  }

  async #take(project: Project, batch: Intents, verdict: Verdict, wasSent: ReadonlySet<string>): Promise<void> {
    const refuse = (code: string, message: string) => this.#settle(batch, () => ({ kind: "refused", code, message }));
    switch (verdict.kind) {
      case "results": {
        const { results } = verdict;
        await this.#settle(batch, (index) => results[index]);
        const left = new Set(this.#outbox.intents);
        if (batch.every((each) => each.standing.kind === "waiting" && left.has(each)))
          return this.#delay(project, reasonOf("deferred"));
        project.failures = 0;
        project.count = Math.min(this.#limits.count, project.count * 2);
        return;
      }
      case "retry":
        if (verdict.isTooMuch) this.#halve(project, batch);
        return this.#delay(project, verdict, verdict.after);
      case "suspect":
        return this.#suspect(project, batch, verdict);
      case "halve":
        if (batch.length > 1) return this.#halve(project, batch);
        return refuse(verdict.code, verdict.message);
      case "invalid":
        // A request that does not validate costs the server nothing, so what is left goes with the next ones.
        project.count = Math.min(mostChanges, project.count + batch.length - verdict.refusals.size);
        return this.#settle(batch, (index) => verdict.refusals.get(index));
      case "forbidden":
        return this.#forbid(project, batch, verdict, wasSent);
      case "park":
        this.#parked = { code: verdict.code, reason: verdict.reason };
        return;
    }
  }

  /** Answers that the server remembers come before the refusal: what may have been done is asked for alone. */
  async #forbid(
    project: Project,
    batch: Intents,
    { code, message, isFinal }: Extract<Verdict, { kind: "forbidden" }>,
    wasSent: ReadonlySet<string>,
  ): Promise<void> {
    if (!isFinal && project.failures === 0) return this.#delay(project, { code, reason: message }, secondLook / 1_000);
    if (batch.length > 1 && batch.some(({ id }) => wasSent.has(id))) return this.#halve(project, batch);
    await this.#settle(batch, () => ({ kind: "refused", code, message, path: ["projectId"] }));
    if (wasSent.size > 0) project.count = 1;
  }

  async #suspect(project: Project, batch: Intents, verdict: Extract<Verdict, { kind: "suspect" }>): Promise<void> {
    const { code, reason, isServers } = verdict;
    const [only] = batch;
    if (batch.length > 1 || !only) {
      if (project.failures === 0) return this.#delay(project, verdict);
      this.#halve(project, batch);
      // The search for the culprit does not lengthen the back-off.
      project.failures = 0;
      return this.#delay(project, verdict, 0);
    }
    const { seq } = this.#outbox.storeOf(only.projectId)?.state ?? { seq: 0 };
    const known = this.#suspects.get(only.id) ?? { failures: 0, tries: 0, seq };
    const failures = known.failures + 1;
    // A server that takes nothing at all says nothing about this change.
    const isTaking = seq > known.seq;
    const tries = known.tries + (isTaking ? 1 : 0);
    if (tries >= maxTries && isServers) {
      this.#suspects.delete(only.id);
      return this.#settle(batch, () => ({ kind: "refused", code, message: reason }));
    }
    this.#suspects.set(only.id, { failures, tries, seq: known.seq, ...this.#beginPause(this.#waitAfter(failures)) });
    project.why = { code, reason };
    if (!isTaking) this.#delay(project, verdict);
  }

  #halve(project: Project, { length }: Intents): void {
    project.count = Math.ceil(length / 2);
  }

  async #settle(batch: Intents, resultOf: (index: number) => Result | undefined): Promise<void> {
    const results = new Map<string, Result>();
    for (const [index, { id }] of batch.entries()) {
      const result = resultOf(index);
      if (result) results.set(id, result);
      this.#suspects.delete(id);
    }
    await this.#sync.settle(results);
  }

  #delay(project: Project, { code, reason }: Reason, seconds?: number): void {
    project.failures += 1;
    project.why = { code, reason };
    project.pause = this.#beginPause(seconds === undefined ? this.#waitAfter(project.failures) : seconds * 1_000);
  }

  #beginPause(milliseconds: number): Pause {
    const pausedAt = this.#environment.now();
    return { pausedAt, retryAt: pausedAt + milliseconds };
  }

  #isPaused({ pausedAt, retryAt }: Pause): boolean {
    const now = this.#environment.now();
    return pausedAt <= now && now < retryAt;
  }

  /** Milliseconds until the next try, with jitter. */
  #waitAfter(failures: number): number {
    const longest = this.#environment.signals.isVisible() ? backOff.visible : backOff.hidden;
    const pause = Math.min(longest, backOff.first * 2 ** (failures - 1));
    return pause * (0.5 + this.#environment.random() / 2);
  }

  #earliestSuspect(projectId: string): number {
    const own = this.#outbox.pendingOf(projectId);
    const suspects = own.flatMap(({ id }) => this.#suspects.get(id) ?? []).filter((each) => this.#isPaused(each));
    return Math.min(...suspects.map(({ retryAt }) => retryAt));
  }

  #pumpAt(project: Project, time: number): void {
    project.cancelTimer();
    if (Number.isFinite(time)) {
      project.cancelTimer = this.#environment.setTimer(Math.max(1, time - this.#environment.now()), () => this.#pump());
    }
  }
}

import { isSame } from "../is-same.ts";
import type { Environment, Send } from "../types.ts";
import type { Holdup, Holdups } from "./holdup.ts";
import type { Reason } from "./judge-outcome.ts";
import type { BatchLimits } from "./next-batch.ts";
import type { Outbox } from "./outbox.ts";
import { OutboxSync } from "./outbox-sync.ts";
import { ProjectSender } from "./project-sender.ts";

export interface OutboxRunnerOptions {
  readonly outbox: Outbox;
  readonly send: Send;
  readonly environment: Environment;
  readonly limits?: BatchLimits;
  /** Returns why the server refuses a project's stream for now; undefined: it does not. */
  readonly findRefusal?: (projectId: string) => string | undefined;
  /** Called when the server must prove the history of a project anew, although its stream is live. */
  readonly askProof?: (projectId: string) => void;
  /** Called after each change of `holdups` while it sends. */
  readonly onHoldups?: () => void;
}

const standardLimits: BatchLimits = { count: 250, bytes: 512 * 1024 };

/** Sends the intents of an outbox by `applyChanges`, those of each project by a sender of their own. */
export class OutboxRunner {
  readonly #options: OutboxRunnerOptions;
  readonly #sync: OutboxSync;
  readonly #senders = new Map<string, ProjectSender>();
  #endings: readonly (() => void)[] = [];
  #parked: Reason | null = null;
  /** Holdups of which listeners know. */
  #told: Holdups = {};
  /** A look at the intents is due. */
  #isDue = false;

  constructor(options: OutboxRunnerOptions) {
    this.#options = options;
    this.#sync = new OutboxSync(options);
  }

  /** Sends from now on. A second leader does no harm: what both send is the same. */
  start(): void {
    if (this.#endings.length > 0) return;
    const { outbox, environment } = this.#options;
    const onSignal = (signal: string) => {
      if (signal === "visible" || signal === "online" || signal === "resumed") this.wake();
    };
    this.#endings = [outbox.subscribe(() => void this.#pumpSoon()), environment.signals.subscribe(onSignal)];
    this.#pump();
  }

  /** Sends nothing more. An answer that is outstanding is not awaited. */
  stop(): void {
    for (const end of this.#endings) end();
    this.#endings = [];
    for (const sender of this.#senders.values()) sender.stop();
    this.#senders.clear();
  }

  /** Tries at once: there is a new token, or the network is back. */
  wake(): void {
    this.#parked = null;
    for (const sender of this.#senders.values()) sender.wake();
    this.#pump();
  }

  get holdups(): Holdups {
    return Object.fromEntries(
      this.#options.outbox.projects.flatMap((projectId) => {
        const holdup = this.holdup(projectId);
        return holdup ? [[projectId, holdup]] : [];
      }),
    );
  }

  /** Returns why a project's intents are not on their way; null when they are, or there are none. */
  holdup(projectId: string): Holdup | null {
    const { outbox, findRefusal } = this.#options;
    if (!outbox.projects.includes(projectId)) return null;
    if (this.#parked !== null) return { kind: "parked", ...this.#parked };
    const store = this.#sync.openStore(projectId);
    if (!store) {
      const reason = findRefusal?.(projectId);
      return { kind: "stream", ...(reason !== undefined && { reason }) };
    }
    return this.#sender(projectId).holdup(store);
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
    const { outbox, onHoldups } = this.#options;
    for (const projectId of this.#parked ? [] : outbox.projects) this.#sender(projectId).look();
    const { holdups } = this;
    if (isSame(holdups, this.#told)) return;
    this.#told = holdups;
    onHoldups?.();
    outbox.tell();
  }

  #sender(projectId: string): ProjectSender {
    const known = this.#senders.get(projectId);
    if (known) return known;
    const { outbox, send, environment, limits = standardLimits, askProof } = this.#options;
    const sender = new ProjectSender({
      ...{ projectId, outbox, send, environment, limits, sync: this.#sync },
      onParked: (reason) => {
        this.#parked = reason;
      },
      onDue: () => this.#pump(),
      onForgotten: () => askProof?.(projectId),
    });
    this.#senders.set(projectId, sender);
    return sender;
  }
}

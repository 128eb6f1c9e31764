import type { ProjectStore } from "../store/project-store.ts";
import type { Environment, StoredIntent, StreamItem } from "../types.ts";
import type { ProjectEvent, WireChange } from "../wire.ts";
import { checkSeen } from "./check-seen.ts";
import { retireIntents } from "./finish-intents.ts";
import { followOwn } from "./follow-own.ts";
import { IntentDraft } from "./intent-draft.ts";
import type { Durability } from "./intent-log.ts";
import { type Intents, isUnsent, isVain } from "./intents.ts";
import { findItem, type Result } from "./judge-outcome.ts";
import { mergeText } from "./merge-text.ts";
import { freezeIntent } from "./next-batch.ts";
import type { Outbox } from "./outbox.ts";
import { reconsiderIntents } from "./reconsider-intents.ts";
import { forgetOthers, refuseProject, renewPeople } from "./refuse-intents.ts";
import { admitIntent, checkTaken } from "./refuse-taken.ts";
import { reopenIntents, reopenReached } from "./reopen-intents.ts";
import { confirmIntents, settleIntents } from "./settle-intents.ts";

interface OutboxSyncOptions {
  readonly outbox: Outbox;
  readonly environment: Pick<Environment, "now" | "createId">;
  /** Milliseconds for which the server remembers answers at least. Default: 7 days. */
  readonly rememberedFor?: number;
}

/** The same object until the stream is interrupted, or the server has another history. */
interface Proof {
  /** Milliseconds since 1970. */
  at: number;
}

const week = 7 * 24 * 60 * 60 * 1_000;

/** Tells an outbox what the server says about its intents: by the streams of their projects and by its answers. */
export class OutboxSync {
  readonly #outbox: Outbox;
  readonly #environment: OutboxSyncOptions["environment"];
  readonly #rememberedFor: number;
  /** Proofs of the projects' histories; absent: it is unproven. */
  readonly #open = new Map<string, Proof>();

  constructor({ outbox, environment, rememberedFor = week }: OutboxSyncOptions) {
    this.#outbox = outbox;
    this.#environment = environment;
    this.#rememberedFor = rememberedFor;
    outbox.letFollow({
      follow: (store, item) => this.#follow(store, item),
      admit: (intents, submission, ended) =>
        ended ? refuseProject(intents, submission.projectId, ended) : admitIntent(intents, submission),
      mergeText,
    });
  }

  /** The store of a project whose history is proven; undefined while its intents must wait. */
  openStore(projectId: string): ProjectStore | undefined {
    return this.#open.has(projectId) ? this.#outbox.storeOf(projectId) : undefined;
  }

  /** Undefined while the history of the project is unproven. */
  proofOf(projectId: string): Proof | undefined {
    return this.#open.get(projectId);
  }

  /** The server may have forgotten its answer, and the intent was not compared with the board since then. */
  isForgotten({ projectId, sentAt }: StoredIntent): boolean {
    if (sentAt === null) return false;
    const forgottenAt = sentAt + this.#rememberedFor;
    return forgottenAt <= this.#environment.now() && (this.#open.get(projectId)?.at ?? 0) < forgottenAt;
  }

  /**
   * Fixes what is sent, before the first send. Resolves with the intents that can go, when they are on disk. Deletions
   * of unsent new items are done with that, and so are edits whose values were typed anew in another tab. `choose`
   * returns the intents to send. It is asked anew when another tab has changed them meanwhile: an earlier edit of that
   * tab may have to go first.
   */
  async freeze(projectId: string, choose: (intents: Intents) => Intents): Promise<Intents> {
    const outbox = this.#outbox;
    const sentAt = this.#environment.now();
    const sent = new Map<string, WireChange | null>();
    let ids: ReadonlySet<string> = new Set();
    await outbox.run((intents) => {
      if (sent.size === 0) ids = new Set(choose(intents).map(({ id }) => id));
      const confirmed = this.openStore(projectId)?.confirmed;
      const left = intents
        .filter((each) => !ids.has(each.id) || !isVain(each) || !isUnsent(each))
        .map((each) => (isUnsent(each) && outbox.sent.has(each.id) ? { ...each, ...outbox.sent.get(each.id) } : each));
      const draft = new IntentDraft(followOwn(left, projectId));
      for (const id of ids) {
        if (!confirmed || sent.has(id)) continue;
        checkTaken(draft, id, confirmed);
        checkSeen(draft, id, confirmed);
      }
      const brought = draft.intents;
      return brought.map((intent) => {
        if (!ids.has(intent.id) || !isUnsent(intent)) return intent;
        const wire = sent.get(intent.id) ?? (confirmed ? freezeIntent(intent, brought, confirmed) : null);
        return wire ? { ...intent, wire, sentAt } : intent;
      });
    });
    const frozen = outbox.intents.filter((each) => {
      return ids.has(each.id) && each.wire !== null && each.standing.kind === "waiting" && !outbox.isStuck(each);
    });
    // Where storage took nothing, the operation runs once more later.
    for (const { id, wire, sentAt } of frozen) {
      sent.set(id, wire);
      if (outbox.durability === "memory") outbox.sent.set(id, { wire, sentAt });
    }
    return frozen;
  }

  /** Puts the answers to intents down. */
  settle(results: ReadonlyMap<string, Result>): Promise<Durability> {
    // Read now: the operation may run once more, when the server has another history.
    const reached = new Map([...this.#open.keys()].map((id) => [id, this.#outbox.storeOf(id)?.state.seq ?? 0]));
    return this.#outbox.run((intents) => {
      return retireIntents(settleIntents(intents, results), results, reached);
    });
  }

  /**
   * Sends answered intents again whose numbers the store has passed. The tab that got their answers is gone, or it
   * would have taken them out. Returns false where there are none.
   */
  reopenReached(projectId: string): boolean {
    const { seq = 0 } = this.openStore(projectId)?.state ?? {};
    const reopen = (intents: Intents) => reopenReached(intents, projectId, (each) => each <= seq);
    if (reopen(this.#outbox.intents) === this.#outbox.intents) return false;
    void this.#outbox.run(reopen);
    return true;
  }

  #follow(store: ProjectStore, item: StreamItem): void {
    if (item.kind === "events") this.#confirm(store, item.events);
    else if (item.kind === "board") this.#prove(store, item.startsOver);
    else if (item.kind === "ready") this.#prove(store, false);
    else if (item.kind !== "presence") this.#open.delete(store.projectId);
    if (item.kind !== "presence") this.#renewPeople(store);
    if (item.kind === "ended" && store.state.status === "ended") this.#end(store.projectId, item);
  }

  #renewPeople({ projectId, confirmed }: ProjectStore): void {
    const outbox = this.#outbox;
    if (!confirmed) return;
    const renew = (intents: Intents) => renewPeople(intents, projectId, confirmed);
    if (renew(outbox.intents) !== outbox.intents) void outbox.run(renew);
  }

  #end(projectId: string, { reason, message }: Extract<StreamItem, { kind: "ended" }>): void {
    const outbox = this.#outbox;
    const forget = (each: StoredIntent) => (each.projectId === projectId ? forgetOthers(each) : each);
    for (const [id, intents] of outbox.undone) outbox.undone.set(id, intents.map(forget));
    void outbox.run((intents) => refuseProject(intents, projectId, reason, message));
  }

  /** Own events, known by actor and id, settle intents whose answer is outstanding. */
  #confirm({ projectId, me }: ProjectStore, events: readonly ProjectEvent[]): void {
    const outbox = this.#outbox;
    const known = new Set(outbox.intents.map(({ id }) => id));
    const mine = events.flatMap((event) => {
      const { clientMutationId: id, actor } = event;
      return id && actor.id === me?.id && known.has(id) ? [{ id, item: findItem(event) }] : [];
    });
    const arrived = new Set(events.map((event) => event.seq));
    const judge = (intents: Intents) => {
      return reopenReached(confirmIntents(intents, mine), projectId, (each) => arrived.has(each));
    };
    if (judge(outbox.intents) !== outbox.intents) void outbox.run(judge);
  }

  /** The store's history is the server's from here on. */
  #prove(store: ProjectStore, startsOver: boolean): void {
    const { projectId, confirmed } = store;
    const at = this.#environment.now();
    const proof = this.#open.get(projectId);
    if (proof && !startsOver) proof.at = at;
    else this.#open.set(projectId, { at });
    if (!confirmed) return;
    const ids = new Map<string, string>();
    const renew = ({ id }: StoredIntent) => {
      const renewed = ids.get(id) ?? this.#environment.createId();
      ids.set(id, renewed);
      return renewed;
    };
    const outbox = this.#outbox;
    const sentBefore = at - this.#rememberedFor;
    const isOld = ({ sentAt }: StoredIntent) => sentAt !== null && sentAt < sentBefore;
    if (proof && !startsOver && !outbox.intents.some(isOld)) return;
    const reconsideration = { projectId, confirmed, renew, ...(startsOver ? {} : { sentBefore }) };
    // Numbers of answers from before the proof may be those of a lost history. A server that knows them repeats them.
    // It runs also where nothing is known to wait: the disk may not be read yet.
    void outbox.run((intents) => reconsiderIntents(reopenIntents(intents, projectId), reconsideration));
  }
}

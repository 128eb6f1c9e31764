import { isSame } from "../store/board.ts";
import type { ProjectStore } from "../store/project-store.ts";
import type { EndReason, Environment, OutboxStorage, StoredIntent, StreamItem, WireItem } from "../types.ts";
import type { Change, ProjectEvent, WireChange } from "../wire.ts";
import { describeChange, readValues } from "./describe-change.ts";
import { type Durability, IntentLog } from "./intent-log.ts";
import type { Result } from "./judge-outcome.ts";
import { freezeIntent } from "./next-batch.ts";
import {
  confirmIntent,
  dismissIntent,
  reconsiderIntents,
  refuseAll,
  reopenIntents,
  retireIntents,
  settleIntent,
} from "./settle-intents.ts";
import { carry, createIntent, findIntent, type Intents, isPending, isUnsent, submitChange } from "./submit-change.ts";

export interface OutboxOptions {
  readonly storage: OutboxStorage;
  readonly environment: Pick<Environment, "now" | "createId" | "setTimer">;
  /** Called after each write to storage: other tabs call `reread` then. */
  readonly onWritten?: () => void;
  /** Milliseconds for which the server remembers answers at least. Default: 7 days. */
  readonly rememberedFor?: number;
}

/** A change that was put into the outbox. */
export interface Submitted {
  /** Id by which `find`, `cancel`, `retry`, `resolve` and `dismiss` know it, whichever intent carries it later. */
  readonly id: string;
  /** Resolves when it is on disk, or, where storage does not take it, in memory only. */
  readonly accepted: Promise<Durability>;
}

/** The same object until the stream is interrupted, or the server has another history. */
export interface Proof {
  /** Milliseconds since 1970. */
  at: number;
}

const week = 7 * 24 * 60 * 60 * 1_000;

/** The intents of one account, in the order in which they were made. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #log: IntentLog;
  readonly #stores = new Map<string, ProjectStore>();
  /** Proofs of the projects' histories; absent: it is unproven. */
  readonly #open = new Map<string, Proof>();
  readonly #listeners = new Set<() => void>();

  constructor(options: OutboxOptions) {
    this.#options = options;
    const { storage, environment, onWritten } = options;
    this.#log = new IntentLog({ storage, environment, onWritten, onChange: () => this.#tell() });
  }

  get intents(): Intents {
    return this.#log.intents;
  }

  /** Intents that the server has not confirmed. */
  get pending(): Intents {
    return this.intents.filter(isPending);
  }

  get conflicts(): Intents {
    return this.intents.filter(({ standing }) => standing.kind === "conflict");
  }

  get refused(): Intents {
    return this.intents.filter(({ standing }) => standing.kind === "refused");
  }

  /** `memory`: storage takes nothing at present; what is written is lost with the tab. */
  get durability(): Durability {
    return this.#log.durability;
  }

  /** Reads from disk: once at the start, and after each write of another tab. */
  reread(): Promise<void> {
    return this.#log.reread();
  }

  /** Returns the intent that carries the change of this id; undefined: nothing of it is left to send or to decide. */
  find(id: string): StoredIntent | undefined {
    return findIntent(this.intents, id);
  }

  /**
   * Puts a change into the outbox. `seen`: the item as the person saw it when the edit began; default: as it is now. In a
   * project that has ended it is a refusal at once, with its text. Throws while the project is not loaded.
   */
  submit(projectId: string, change: Change, seen?: WireItem): Submitted {
    const store = this.#stores.get(projectId);
    if (store?.me && store.state.ended) return this.#refuse(projectId, change, store.me.id, store.state.ended, seen);
    if (!store?.view) throw new Error("The project is not loaded. Submit changes after it is.");
    const { environment } = this.#options;
    const { confirmed, me } = store.view;
    const { find } = describeChange(change);
    // Read now: the operation may run once more, when the view shows the change already.
    const [shown, version] = [seen ?? find(store.view), (seen ?? find(confirmed))?.version];
    const id = environment.createId();
    const known = { seen: shown, version, confirmed };
    const submission = { id, projectId, change, now: environment.now(), actorId: me.id, ...known };
    let told = "";
    const accepted = this.#log.run((intents) => {
      const { intents: submitted, id: carrier } = submitChange(intents, submission);
      told ||= carrier ?? id;
      // Another tab was faster, and the change goes with another intent than the one that was told.
      if (carrier === told) return submitted;
      return submitted.map((each) => (each.id === carrier ? carry(each, { id: told }) : each));
    });
    return { id: told, accepted };
  }

  /**
   * Removes an intent that was never sent. Resolves with false when it is too late, or another tab has written into it
   * meanwhile.
   */
  async cancel(id: string): Promise<boolean> {
    let isCancelled = false;
    const findSeen = this.#asSeen(id);
    await this.#log.run((intents) => {
      const seen = findSeen(intents);
      isCancelled = seen !== undefined && isUnsent(seen);
      return isCancelled ? intents.filter((intent) => intent !== seen) : intents;
    });
    return isCancelled;
  }

  /** Sends a refused intent again, as it was. */
  retry(id: string): Promise<Durability> {
    return this.#change(id, (intent) => {
      return intent.standing.kind === "refused" ? { ...intent, standing: { kind: "waiting" } } : intent;
    });
  }

  /** Sends a conflict, or a refusal, as a new change on the item's present state; the change may be another one. */
  resolve(id: string, change?: Change): Promise<Durability> {
    const fresh = { id: this.#options.environment.createId(), wire: null, sentAt: null, revision: 0, following: [] };
    return this.#change(id, (intent) => {
      if (isPending(intent)) return intent;
      const chosen = change ?? intent.change;
      const described = describeChange(chosen);
      const board = this.#stores.get(intent.projectId)?.confirmed;
      const known = intent.standing.kind === "conflict" ? intent.standing.current : null;
      const item = known ?? (board ? described.find(board) : undefined);
      const before = item && described.action !== "create" ? readValues(item, described.fields) : intent.before;
      const base = described.isVersioned ? (item?.version ?? intent.base) : null;
      return carry({ ...intent, ...fresh, change: chosen, base, before, standing: { kind: "waiting" } }, intent);
    });
  }

  /** Removes a conflict or a refusal, text included, unless another tab has written into it meanwhile. */
  dismiss(id: string): Promise<Durability> {
    const findSeen = this.#asSeen(id);
    return this.#log.run((intents) => (findSeen(intents) ? dismissIntent(intents, id) : intents));
  }

  /** Lets a project's intents follow its store, and show in it. Returns the function that ends it. */
  attach(store: ProjectStore): () => void {
    this.#stores.set(store.projectId, store);
    const end = store.onItem((item) => this.#follow(store, item));
    this.#show(store);
    return () => {
      end();
      this.#open.delete(store.projectId);
      if (this.#stores.get(store.projectId) === store) this.#stores.delete(store.projectId);
    };
  }

  /** Projects with intents to send. Their streams must be followed for that. */
  get projects(): readonly string[] {
    return [...new Set(this.pending.map(({ projectId }) => projectId))];
  }

  /** The store of a project whose history is proven; undefined while its intents must wait. */
  openStore(projectId: string): ProjectStore | undefined {
    return this.#open.has(projectId) ? this.#stores.get(projectId) : undefined;
  }

  /** Undefined while the history of the project is unproven. */
  proofOf(projectId: string): Proof | undefined {
    return this.#open.get(projectId);
  }

  /** The server may have forgotten its answer, and the intent was not compared with the board since then. */
  isForgotten({ projectId, sentAt }: StoredIntent): boolean {
    if (sentAt === null) return false;
    const forgottenAt = sentAt + (this.#options.rememberedFor ?? week);
    return forgottenAt <= this.#options.environment.now() && (this.#open.get(projectId)?.at ?? 0) < forgottenAt;
  }

  /** It is on disk, and storage does not take the form in which it would be sent. It waits until storage does. */
  isStuck(intent: StoredIntent): boolean {
    return this.#log.isStuck(intent);
  }

  /** Fixes what is sent, before the first send. Resolves with the intents that can go, when they are on disk. */
  async freeze(projectId: string, ids: readonly string[]): Promise<Intents> {
    const sentAt = this.#options.environment.now();
    const sent = new Map<string, WireChange | null>();
    await this.#log.run((intents) => {
      const confirmed = this.openStore(projectId)?.confirmed;
      return intents.map((intent) => {
        if (!ids.includes(intent.id) || intent.wire !== null || intent.standing.kind !== "waiting") return intent;
        const wire = sent.get(intent.id) ?? (confirmed ? freezeIntent(intent, intents, confirmed) : null);
        return wire ? { ...intent, wire, sentAt } : intent;
      });
    });
    const frozen = this.intents.filter((each) => {
      return ids.includes(each.id) && each.wire !== null && each.standing.kind === "waiting" && !this.isStuck(each);
    });
    // Where storage took nothing, the operation runs once more later.
    for (const { id, wire } of frozen) sent.set(id, wire);
    return frozen;
  }

  /** Puts the answers to intents down. */
  settle(results: ReadonlyMap<string, Result>): Promise<Durability> {
    return this.#log.run((intents) => {
      let settled = intents;
      for (const [id, result] of results) settled = settleIntent(settled, id, result);
      for (const [id] of this.#open) settled = retireIntents(settled, id, this.#stores.get(id)?.state.seq ?? 0);
      return settled;
    });
  }

  /** Turns everything that waits for a project into refusals with their texts. */
  refuseProject(projectId: string, code: string, message: string): Promise<Durability> {
    return this.#log.run((intents) => refuseAll(intents, projectId, code, message));
  }

  /** Calls the listener after each change. Returns the function that ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Writes no more. Intents in memory only are lost. */
  close(): void {
    this.#log.close();
  }

  /** Finds the intent while it is as this tab shows it now. */
  #asSeen(id: string): (intents: Intents) => StoredIntent | undefined {
    const seen = this.find(id)?.change;
    return (intents) => {
      const found = findIntent(intents, id);
      return isSame(found?.change, seen) ? found : undefined;
    };
  }

  #refuse(projectId: string, change: Change, actorId: string, reason: EndReason, seen?: WireItem): Submitted {
    const { environment } = this.#options;
    const id = environment.createId();
    const submission = { id, projectId, change, now: environment.now(), actorId, seen, version: seen?.version };
    const accepted = this.#log.run((intents) => {
      const intent = createIntent(intents, submission, describeChange(change));
      return refuseAll([...intents, intent], projectId, ...describeEnd(reason));
    });
    return { id, accepted };
  }

  #change(id: string, change: (intent: StoredIntent) => StoredIntent): Promise<Durability> {
    return this.#log.run((intents) => {
      const known = findIntent(intents, id);
      return intents.map((intent) => (intent === known ? change(intent) : intent));
    });
  }

  #follow(store: ProjectStore, item: StreamItem): void {
    const { projectId } = store;
    if (item.kind === "events") this.#confirm(store, item.events);
    else if (item.kind === "board") this.#prove(store, item.startsOver);
    else if (item.kind === "ready") this.#prove(store, false);
    else if (item.kind === "interrupted") this.#open.delete(projectId);
    else if (item.kind === "ended") this.#end(projectId, item);
    if (item.kind !== "presence") this.#tell();
  }

  /** Own events, known by actor and id, settle intents whose answer is outstanding. */
  #confirm({ projectId, me, state }: ProjectStore, events: readonly ProjectEvent[]): void {
    const mine = events.flatMap((event) => {
      const { clientMutationId: id, actor } = event;
      return id && actor.id === me?.id && this.intents.some((each) => each.id === id)
        ? [{ id, item: itemOf(event) }]
        : [];
    });
    const { seq } = state;
    const arrived = new Set(events.map((event) => event.seq));
    const judge = (intents: Intents) => {
      const confirmed = mine.reduce<Intents>((left, { id, item }) => confirmIntent(left, id, item), intents);
      return retireIntents(
        reopenIntents(confirmed, projectId, (each) => arrived.has(each)),
        projectId,
        seq,
      );
    };
    if (judge(this.intents) !== this.intents) void this.#log.run(judge);
  }

  /** The store's history is the server's from here on. */
  #prove(store: ProjectStore, startsOver: boolean): void {
    const { projectId, state, confirmed } = store;
    const at = this.#options.environment.now();
    const proof = this.#open.get(projectId);
    if (proof && !startsOver) proof.at = at;
    else this.#open.set(projectId, { at });
    if (!confirmed) return;
    const { environment, rememberedFor = week } = this.#options;
    const ids = new Map<string, string>();
    const renew = ({ id }: StoredIntent) => {
      const renewed = ids.get(id) ?? environment.createId();
      ids.set(id, renewed);
      return renewed;
    };
    const sentBefore = environment.now() - rememberedFor;
    const reconsideration = { projectId, confirmed, renew, ...(startsOver ? {} : { sentBefore }) };
    const mustReconsider = startsOver || this.intents.some(({ sentAt }) => sentAt !== null && sentAt < sentBefore);
    const judgeAnswers = (intents: Intents) =>
      reopenIntents(retireIntents(intents, projectId, state.seq), projectId, (seq) => seq > state.seq);
    if (!mustReconsider && judgeAnswers(this.intents) === this.intents) return;
    // A number of another history says nothing.
    void this.#log.run((intents) => reconsiderIntents(startsOver ? intents : judgeAnswers(intents), reconsideration));
  }

  #end(projectId: string, { reason, message }: Extract<StreamItem, { kind: "ended" }>): void {
    this.#open.delete(projectId);
    if (reason === "unauthenticated" || reason === "failed") return;
    const [code, text] = describeEnd(reason);
    void this.refuseProject(projectId, code, message ?? text);
  }

  #show(store: ProjectStore): void {
    store.setPending(this.intents.filter((each) => each.projectId === store.projectId && isPending(each)));
  }

  #tell(): void {
    for (const store of this.#stores.values()) this.#show(store);
    for (const listener of [...this.#listeners]) listener();
  }
}

function describeEnd(reason: EndReason): readonly [code: string, message: string] {
  return [reason === "removed" ? "FORBIDDEN" : "NOT_FOUND", endings[reason] ?? ""];
}

const endings: { readonly [Reason in EndReason]?: string } = {
  deleted: "The project was deleted.",
  removed: "You are no longer a member of the project.",
  "not-found": "Project not found, or you are not a member of it.",
};

function itemOf(event: ProjectEvent): WireItem | null {
  if ("comment" in event) return event.comment;
  if ("label" in event) return event.label;
  return "task" in event && "title" in event.task ? event.task : null;
}

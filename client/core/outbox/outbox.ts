import { isSame } from "../is-same.ts";
import { Listeners } from "../listeners.ts";
import type { ProjectStore } from "../store/project-store.ts";
import type { EndReason, Environment, OutboxStorage, StoredIntent, StreamItem } from "../types.ts";
import type { Change, WireItem } from "../wire.ts";
import { requireChange } from "./describe-change.ts";
import { type Durability, IntentLog } from "./intent-log.ts";
import { carry, findIntent, type Intents, isPending, isVain, submitChange } from "./submit-change.ts";

export interface OutboxOptions {
  readonly storage: OutboxStorage;
  readonly environment: Pick<Environment, "now" | "createId" | "setTimer">;
  /** Called after each write to storage: other tabs call `reread` then. */
  readonly onWritten?: () => void;
}

/** Part of the outbox that comes with the code that talks with the server. */
export interface OutboxFollower {
  /** Takes an item of an attached store's stream, which the store holds by then. */
  follow(store: ProjectStore, item: StreamItem): void;
  /** Turns everything of a project that has ended into refusals. */
  refuse(intents: Intents, projectId: string, reason: EndReason): Intents;
}

/** A change that was put into the outbox. */
export interface Submitted {
  /** Id by which `find`, `cancel`, `retry`, `resolve` and `dismiss` know it, whichever intent carries it later. */
  readonly id: string;
  /** Resolves with `disk` when it is there; with `memory` where storage does not take it, or not within 5 s. */
  readonly accepted: Promise<Durability>;
}

/** The intents of one account, in the order in which they were made. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #log: IntentLog;
  readonly #stores = new Map<string, ProjectStore>();
  /** Items that came before somebody listened to them. */
  readonly #missed: [ProjectStore, StreamItem][] = [];
  readonly #listeners = new Listeners();
  /** Unsent new items that deletions have taken out, by the ids of these: they can return also once these are done. */
  readonly undone = new Map<string, Intents>();
  #follower: OutboxFollower = {
    follow: (...missed) => void this.#missed.push(missed),
    refuse: (intents) => intents,
  };

  constructor(options: OutboxOptions) {
    this.#options = options;
    const { storage, environment, onWritten } = options;
    this.#log = new IntentLog({ storage, environment, onWritten, onChange: () => this.tell() });
  }

  get intents(): Intents {
    return this.#log.intents;
  }

  /** Intents that the server has not confirmed. */
  get pending(): Intents {
    return this.intents.filter(isPending);
  }

  /** `memory`: storage takes nothing at present, or does not answer; what is written may be lost with the tab. */
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
   * Puts a change into the outbox. `seen`: the item as the person saw it when the edit began; default: as it is now. In
   * a project that has ended it is a refusal at once, with its text. Throws while the project is not loaded, and for
   * one that ended before it was. Throws a TypeError for an unknown kind, and for a value of a wrong type.
   */
  submit(projectId: string, change: Change, seen?: WireItem): Submitted {
    const { find } = requireChange(change);
    const store = this.#stores.get(projectId);
    const { view, me } = store ?? {};
    const { ended } = store?.state ?? {};
    if (!me || !(view || ended)) {
      throw new Error(ended ? "The project has ended." : "The project is not loaded. Submit changes after it is.");
    }
    const { confirmed } = view ?? {};
    // Read now: the operation may run once more, when the view shows the change already.
    const shown = seen ?? (view ? find(view) : undefined);
    const version = (seen ?? (confirmed && find(confirmed)))?.version;
    const id = this.#options.environment.createId();
    const submission = { id, projectId, change, now: this.now(), actorId: me.id, seen: shown, version, confirmed };
    let told = "";
    const accepted = this.#log.run((intents) => {
      const { intents: submitted, id: carrier } = submitChange(intents, submission);
      told ||= carrier;
      const own = findIntent(submitted, id);
      if (own?.displaced && isVain(own)) this.undone.set(id, own.displaced);
      else this.undone.delete(id);
      // Another tab was faster, and the change goes with another intent than the one that was told.
      const isMoved = carrier !== told;
      const found = submitted.map((each) => (isMoved && each.id === carrier ? carry(each, { id: told }) : each));
      return ended ? this.#follower.refuse(found, projectId, ended) : found;
    });
    return { id: told, accepted };
  }

  /** Lets a project's intents follow its store, and show in it. Returns the function that ends it. */
  attach(store: ProjectStore): () => void {
    this.#stores.set(store.projectId, store);
    const end = store.onItem((item) => this.#follow(store, item));
    this.#show(store);
    return () => {
      end();
      this.#follower.follow(store, { kind: "interrupted" });
      if (this.#stores.get(store.projectId) === store) this.#stores.delete(store.projectId);
    };
  }

  /** Projects with intents to send. Their streams must be followed for that. */
  get projects(): readonly string[] {
    return [...new Set(this.pending.map(({ projectId }) => projectId))];
  }

  /** The store of a project that is attached. */
  storeOf(projectId: string): ProjectStore | undefined {
    return this.#stores.get(projectId);
  }

  /** Hands the items of the attached stores' streams on, those before included. There is one follower. */
  letFollow(follower: OutboxFollower): void {
    this.#follower = follower;
    for (const missed of this.#missed.splice(0)) follower.follow(...missed);
    this.tell();
  }

  /** Changes the intents, such as by what the server has answered. */
  run(operation: (intents: Intents) => Intents): Promise<Durability> {
    return this.#log.run(operation);
  }

  /** It is on disk, and storage does not take the form in which it would be sent. It waits until storage does. */
  isStuck(intent: StoredIntent): boolean {
    return this.#log.isStuck(intent);
  }

  /** Milliseconds since 1970, but not before a change that is known: a clock that was set back drops no later words. */
  now(): number {
    return Math.max(this.#options.environment.now(), ...this.intents.map(({ createdAt }) => createdAt));
  }

  /** Finds the intent while it is as this tab shows it now. */
  asSeen(id: string): (intents: Intents) => StoredIntent | undefined {
    const seen = this.find(id)?.change;
    return (intents) => {
      const found = findIntent(intents, id);
      return isSame(found?.change, seen) ? found : undefined;
    };
  }

  /** Calls the listener after each change. Returns the function that ends it. */
  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Calls the listeners: intents, their durability or the reason why they wait have changed. */
  tell(): void {
    for (const store of this.#stores.values()) this.#show(store);
    this.#listeners.tell();
  }

  /** Writes what waits, or drops it, and calls back. Changes that storage does not take are lost. */
  close(isDropped?: boolean, onClosed?: () => void): void {
    this.#log.close(isDropped, onClosed);
  }

  #follow(store: ProjectStore, item: StreamItem): void {
    this.#follower.follow(store, item);
    if (item.kind !== "presence") this.tell();
  }

  #show(store: ProjectStore): void {
    store.setPending(this.intents.filter((each) => each.projectId === store.projectId && isPending(each)));
  }
}

import { Listeners } from "../listeners.ts";
import type { ProjectStore } from "../store/project-store.ts";
import type { EndReason, Environment, StoredIntent, StreamItem } from "../types.ts";
import type { Change, WireItem } from "../wire.ts";
import { requireChange } from "./describe-change.ts";
import { createIntentIndex, type IntentIndex } from "./intent-index.ts";
import { type Durability, IntentLog, type IntentLogOptions } from "./intent-log.ts";
import { carry, findIntent, type Intents, isVain } from "./intents.ts";
import { type Submission, submitChange } from "./submit-change.ts";

export interface OutboxOptions extends IntentLogOptions {
  readonly environment: Pick<Environment, "now" | "createId" | "setTimer">;
}

/** Part of the outbox that comes with the code that talks with the server. */
export interface OutboxFollower {
  /** Takes an item of an attached store's stream, which the store holds by then. */
  follow(store: ProjectStore, item: StreamItem): void;
  /** Takes in a new intent, the last one. In a project that has ended everything becomes a refusal. */
  admit(intents: Intents, submission: Submission, ended?: EndReason): Intents;
  readonly mergeText: Submission["mergeText"];
}

/** A change as it was put into the outbox, for those who follow what this tab submits. */
export interface MadeChange {
  /** Id of the intent that carries it. */
  readonly id: string;
  /** Project of the change. */
  readonly projectId: string;
  /** The change as the app gave it. */
  readonly change: Change;
  /** The item as the person saw it; undefined for a new one, or where it was not known. */
  readonly seen: WireItem | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A change that was put into the outbox. */
export interface Submitted {
  /** Id by which `find`, `cancel`, `retry`, `resolve` and `dismiss` know it, whichever intent carries it later. */
  readonly id: string;
  /** Resolves with `disk` when it is there; with `memory` where storage does not take it, or not within 5 s. */
  readonly accepted: Promise<Durability>;
}

/** The intents of one account, in the order in which they were made. */
export class Outbox extends IntentLog {
  readonly #environment: OutboxOptions["environment"];
  readonly #index = createIntentIndex();
  readonly #stores = new Map<string, ProjectStore>();
  /** Items that came before somebody listened to them. */
  readonly #missed: [ProjectStore, StreamItem][] = [];
  readonly #listeners = new Listeners();
  /** Called after each change that this tab submits. */
  readonly submissions = new Listeners<[MadeChange]>();
  /** Unsent new items that deletions have taken out, by the ids of these: they can return also once these are done. */
  readonly undone = new Map<string, Intents>();
  /** Changes that were sent from memory, as they were sent, by id. They stay so once storage takes them. */
  readonly sent = new Map<string, Pick<StoredIntent, "wire" | "sentAt">>();
  #follower: OutboxFollower = {
    follow: (...missed) => void this.#missed.push(missed),
    admit: (intents) => intents,
    mergeText: () => null,
  };

  constructor(options: OutboxOptions) {
    super(options);
    this.#environment = options.environment;
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
    const { find, action } = requireChange(change);
    const isNew = action === "create";
    const store = this.#stores.get(projectId);
    const { view, me } = store ?? {};
    const { ended } = store?.state ?? {};
    if (!me || !(view || ended)) {
      throw new Error(ended ? "The project has ended." : "The project is not loaded. Submit changes after it is.");
    }
    const { confirmed } = view ?? {};
    // Read now: the operation may run once more, when the view shows the change already.
    const shown = seen ?? (view && !isNew ? find(view) : undefined);
    const version = (seen ?? (confirmed && !isNew ? find(confirmed) : undefined))?.version;
    const id = this.#environment.createId();
    const made = { id, projectId, change, now: this.now(), actorId: me.id, seen: shown, version, confirmed };
    let told = "";
    const accepted = this.run((intents) => {
      const submission = { ...made, mergeText: this.#follower.mergeText, isSent: this.sent.has(id) };
      const { intents: submitted, id: carrier } = submitChange(intents, submission, this.#index(intents));
      told ||= carrier;
      const own = submitted.findLast((each) => each.id === id);
      if (own?.displaced && isVain(own)) this.undone.set(id, own.displaced);
      else this.undone.delete(id);
      // Another tab was faster, and the change goes with another intent than the one that was told.
      const isMoved = carrier !== told;
      const found = isMoved
        ? submitted.map((each) => (each.id === carrier ? carry(each, { id: told }) : each))
        : submitted;
      return this.#follower.admit(found, submission, ended);
    });
    this.submissions.tell({ id: told, projectId, change, seen: shown, at: made.now });
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

  /** The intents by what they concern, those that are done included. */
  get index(): IntentIndex {
    return this.#index(this.all);
  }

  /** Projects with intents to send. Their streams must be followed for that. */
  get projects(): readonly string[] {
    return [...this.index.pending.keys()];
  }

  /** Returns the intents of a project that the server has not confirmed. */
  pendingOf(projectId: string): Intents {
    return this.index.pending.get(projectId) ?? [];
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

  /** Milliseconds since 1970, but not before a change that is known: a clock that was set back drops no later words. */
  now(): number {
    return Math.max(this.#environment.now(), this.index.latest);
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

  #follow(store: ProjectStore, item: StreamItem): void {
    this.#follower.follow(store, item);
    if (item.kind !== "presence") this.tell();
  }

  #show(store: ProjectStore): void {
    store.setPending(this.pendingOf(store.projectId));
  }
}

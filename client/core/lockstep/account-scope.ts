import type { Connection, ConnectionState, StreamOptions } from "../connection/connection.ts";
import { type ConnectionOptions, createConnection } from "../connection/create-connection.ts";
import { callSafely } from "../listeners.ts";
import { notLoaded } from "../not-loaded.ts";
import type { Holdup, Holdups } from "../outbox/holdup.ts";
import { Outbox } from "../outbox/outbox.ts";
import { type Account, isSameAccount, keyOf } from "../storage/account.ts";
import type { AccountStorage } from "../storage/account-storage.ts";
import type { ProjectStore } from "../store/project-store.ts";
import { createLeadership, type Leadership } from "../tabs/leadership.ts";
import { openTabChannel, type TabChannel, type TabMessage } from "../tabs/tab-channel.ts";
import type { Send } from "../types.ts";
import { unlessAborted } from "../unless-aborted.ts";
import { OnlineLoader } from "./online-loader.ts";
import type { ProjectSession } from "./project-session.ts";
import { ProjectSessions } from "./project-sessions.ts";

/** Time between two reports of a tab to the leader, in milliseconds. */
const wantInterval = 10_000;

/** Silence after which the leader follows nothing more for a tab. Timers of a hidden tab fire once a minute. */
const silenceLimit = 90_000;

export interface AccountScopeOptions extends ConnectionOptions {
  readonly storage: AccountStorage;
  readonly locks: Pick<LockManager, "request"> | undefined;
  readonly requestTimeout?: number | undefined;
  /** The state of the connection has changed. */
  onConnection(): void;
  /** Another tab has signed out. */
  onSignedOut(): void;
}

/**
 * Everything of one account in one tab. The tab that leads follows the projects of all tabs, writes them to disk and
 * sends the intents. The others get from it what arrives.
 */
export class AccountScope {
  readonly account: Account;
  readonly outbox: Outbox;
  readonly send: Send;
  readonly openValues: AccountStorage["openValues"];
  readonly #options: AccountScopeOptions;
  readonly #connection: Connection;
  readonly #channel: TabChannel | null;
  readonly #leadership: Leadership;
  readonly #projects: ProjectSessions;
  /** Ends of the waits for the next report of other tabs. */
  readonly #heard = new Map<string, () => void>();
  readonly #endings: (() => void)[] = [];
  readonly #loader: OnlineLoader;
  #isClosed = false;
  #leader = "";
  #told: ConnectionState = { status: "connecting" };
  /** Reasons that the tab that leads tells; empty in that tab. */
  #holdups: Holdups = {};
  #hasPersisted = false;
  #cancelWant = () => {};

  constructor(options: AccountScopeOptions) {
    const { account, environment, locks, session, storage } = options;
    this.#options = options;
    this.account = account;
    this.openValues = storage.openValues;
    this.#loader = new OnlineLoader({
      environment,
      create: ({ createOnline }) =>
        createOnline({
          ...options,
          outbox: this.outbox,
          connection: this.#connection,
          channel: this.#channel,
          projects: this.#projects,
        }),
      onLoaded: () => {
        this.#startRunner();
        this.#projects.start();
      },
      onFailed: () => {
        this.outbox.tell();
        this.#projects.showWaiting(notLoaded);
      },
    });
    this.send = async (request) => (await this.#loader.load())?.send(request) ?? { kind: "unreachable" };
    this.#connection = createConnection(options);
    const name = `lockstep:${keyOf(account)}`;
    this.#channel = openTabChannel(name, environment.createId());
    this.outbox = new Outbox({
      storage: storage.outbox,
      environment,
      onWritten: () => this.#channel?.post({ type: "outbox" }),
    });
    this.#endings.push(
      this.#connection.subscribe((state) => this.#tellConnection(state)),
      this.outbox.subscribe(() => this.#followOutbox()),
      session.subscribe((state) => {
        if (state.kind === "signed-in" && isSameAccount(state.account, account)) this.#wake();
      }),
      environment.signals.subscribe((signal) => {
        if (signal === "hidden") return;
        this.#want();
        // The runner hears it by itself.
        if (!this.#loader.online) this.#wake();
      }),
      this.#channel?.subscribe((message, from) => this.#take(message, from)) ?? (() => {}),
    );
    this.#projects = new ProjectSessions({
      copies: storage.copies,
      environment,
      outbox: this.outbox,
      connection: this.#connection,
      channel: this.#channel,
      loader: this.#loader,
    });
    void this.outbox.reread();
    this.#leadership = createLeadership({
      name,
      locks,
      channel: this.#channel,
      environment,
      onLead: () => this.#lead(),
      onYield: () => this.#yield(),
    });
    this.#want();
  }

  get connectionState(): ConnectionState {
    if (this.#projects.isLeading) return this.#connection.state;
    return this.#projects.all.length > 0 || this.#told.status === "parked" ? this.#told : { status: "idle" };
  }

  /** Opens a project for a handle of this tab. */
  open(projectId: string): ProjectSession {
    const session = this.#projects.require(projectId);
    session.users += 1;
    this.#projects.lookAgain(session);
    this.#want();
    return session;
  }

  /** Takes one handle away. */
  leave(projectId: string): void {
    const session = this.#projects.find(projectId);
    if (!session) return;
    session.users -= 1;
    this.#projects.sweep();
    this.#want();
  }

  /** Starts a subscription of the app's own, in whichever tab. Returns the function that ends it. */
  subscribe(stream: StreamOptions): () => void {
    return this.#connection.open(stream);
  }

  /** Returns why the intents of a project are not on their way; null when they are, or there are none. */
  holdup(projectId: string): Holdup | null {
    if (!this.outbox.projects.includes(projectId)) return null;
    const own = this.#loader.online
      ? this.#loader.online.runner.holdup(projectId)
      : (this.#loader.failure ?? { kind: "stream" });
    return this.#holdups[projectId] ?? own;
  }

  /** Loads the comments of a task into the store. Resolves with null, or with the reason why it failed. */
  async loadComments(store: ProjectStore, taskId: string, signal: AbortSignal): Promise<string | null> {
    const loading = this.#loader
      .load()
      .then((online) => (online ? online.loadComments(store, taskId, signal) : notLoaded));
    const outcome = await unlessAborted(loading, signal);
    return outcome && typeof outcome === "object" ? "The request was ended." : outcome;
  }

  /** Connects at once, also where another tab leads. Projects that have ended are looked for again. */
  reconnect(): void {
    this.#channel?.post({ type: "reconnect" });
    this.#reconnect();
  }

  #reconnect(): void {
    this.#connection.reconnect();
    this.#wake();
    for (const session of this.#projects.all) this.#projects.lookAgain(session);
  }

  /** Closes everything. Handles let go of the stores before. A sign-out drops changes that wait to be written. */
  close(isSignOut: boolean): void {
    this.#isClosed = true;
    for (const end of [...this.#endings, ...this.#heard.values()]) end();
    this.#cancelWant();
    this.#loader.close();
    this.#loader.online?.runner.stop();
    this.#leadership.close();
    this.#projects.close();
    this.#connection.close();
    this.outbox.close(isSignOut, () => {
      this.#channel?.close();
      callSafely(() => this.#options.storage.close());
    });
  }

  /** Closes the account in the other tabs. */
  tellSignOut(): void {
    this.#channel?.post({ type: "signed-out" });
  }

  /** Removes everything of the account from disk. Close it before. */
  async wipe(): Promise<void> {
    await this.#options.storage.wipe();
  }

  #lead(): void {
    if (this.#isClosed) return;
    this.#holdups = {};
    this.#projects.lead();
    this.#followOutbox();
    this.#tellConnection(this.#connection.state);
  }

  #yield(): void {
    this.#told = { status: "connecting" };
    this.#loader.online?.runner.stop();
    this.#projects.yield();
    this.#want();
    this.#options.onConnection();
  }

  #take(message: TabMessage, from: string): void {
    if (message.type === "outbox") void this.outbox.reread();
    else if (message.type === "signed-out") this.#options.onSignedOut();
    else if (message.type === "want") this.#serve(message.projects, from);
    else if (message.type === "reconnect" && this.#projects.isLeading) this.#reconnect();
    this.#loader.online?.tabs.take(message, from);
    if (this.#projects.isLeading) return;
    if (message.type === "connection") {
      this.#told = message.state;
      this.#options.onConnection();
      if (this.#leader !== from) {
        this.#leader = from;
        this.#holdups = {};
        this.#want();
      }
    } else if (message.type === "item") {
      const session = this.#projects.find(message.projectId);
      if (session?.isLoaded) this.#projects.receive(session, message.item);
    } else if (message.type === "follow-state") {
      const session = this.#projects.find(message.projectId);
      if (session) this.#projects.show(session, message.state);
    } else if (message.type === "holdups") {
      this.#holdups = message.holdups;
      this.outbox.tell();
    }
  }

  /** Follows for another tab what it has open, and nothing else any more. */
  #serve(projects: readonly string[], tab: string): void {
    if (!this.#projects.isLeading) return;
    this.#heard.get(tab)?.();
    this.#heard.set(
      tab,
      this.#options.environment.setTimer(silenceLimit, () => this.#forget(tab)),
    );
    for (const { store, tabs } of this.#projects.all) if (!projects.includes(store.projectId)) tabs.delete(tab);
    for (const projectId of projects) {
      const session = this.#projects.require(projectId);
      const isNew = !session.tabs.has(tab);
      session.tabs.add(tab);
      if (isNew) this.#projects.lookAgain(session);
      this.#channel?.post({ type: "follow-state", projectId, state: session.state }, tab);
    }
    this.#channel?.post({ type: "connection", state: this.#connection.state }, tab);
    this.#projects.sweep();
  }

  /** Tells the leader of this tab's projects. */
  #want(): void {
    this.#cancelWant();
    if (this.#isClosed || this.#projects.isLeading) return;
    this.#cancelWant = this.#options.environment.setTimer(wantInterval, () => this.#want());
    const opened = this.#projects.all.filter(({ users }) => users > 0);
    this.#channel?.post({ type: "want", projects: opened.map(({ store }) => store.projectId) });
  }

  #forget(tab: string): void {
    this.#heard.delete(tab);
    for (const { tabs } of this.#projects.all) tabs.delete(tab);
    this.#projects.sweep();
  }

  /** Intents are sent only while the stream of their project is followed. */
  #followOutbox(): void {
    if (this.#isClosed) return;
    this.#startRunner();
    // The end of a project has refused everything, so what waits was retried since.
    if (this.#projects.isLeading)
      for (const projectId of this.outbox.projects) this.#projects.lookAgain(this.#projects.require(projectId));
    if (this.#hasPersisted || this.outbox.projects.length === 0 || this.connectionState.status === "live") return;
    this.#hasPersisted = true;
    void this.#persist();
  }

  /** The browser may ask the person, so it waits for the first intent that has to survive. */
  async #persist(): Promise<void> {
    try {
      await this.#options.storage.persist();
    } catch {
      this.#hasPersisted = false;
    }
  }

  /** Intents that no other tab can read are sent by this one, also while it does not lead. */
  #startRunner(): void {
    if (this.#isClosed) return;
    if (this.#projects.isLeading || this.outbox.durability === "memory") this.#loader.online?.runner.start();
  }

  #tellConnection(state: ConnectionState): void {
    if (state.status === "live") this.#wake();
    if (!this.#projects.isLeading) return;
    this.#channel?.post({ type: "connection", state });
    this.#options.onConnection();
  }

  /** Sends what waits, or asks at once for the code that sends it. */
  #wake(): void {
    if (this.#loader.online) this.#loader.online.runner.wake();
    else if (this.#loader.failure) void this.#loader.load();
  }
}

import { chooseWait } from "../connection/backoff.ts";
import {
  type Connection,
  type ConnectionState,
  createConnection,
  type StreamOptions,
} from "../connection/connection.ts";
import type { FollowState } from "../connection/follow-project.ts";
import { callSafely, Listeners } from "../listeners.ts";
import type { Holdup, Holdups } from "../outbox/holdup.ts";
import { Outbox } from "../outbox/outbox.ts";
import type { Session } from "../session/session.ts";
import { type Account, isSameAccount, keyOf } from "../storage/account.ts";
import type { AccountStorage } from "../storage/account-storage.ts";
import { keepProjectCopy } from "../store/project-copy.ts";
import { ProjectStore } from "../store/project-store.ts";
import { createLeadership, type Leadership } from "../tabs/leadership.ts";
import { openTabChannel, type TabChannel, type TabMessage } from "../tabs/tab-channel.ts";
import type { Environment, Send, StreamItem } from "../types.ts";
import { unlessAborted } from "../unless-aborted.ts";
import type { Online } from "./online.ts";
import type { ProjectSession } from "./project-session.ts";

/** Time between two reports of a tab to the leader, in milliseconds. */
const wantInterval = 10_000;

/** Silence after which the leader follows nothing more for a tab. Timers of a hidden tab fire once a minute. */
const silenceLimit = 90_000;

/** Time that the disk has for a copy before the server is asked, in milliseconds. */
const readLimit = 3_000;

/** Age of a board after which the names of former members are asked for again, in milliseconds. */
const longestTrust = 24 * 3_600_000;

export interface AccountScopeOptions {
  /** Address of the API, absolute. */
  readonly url: string;
  readonly account: Account;
  readonly session: Session;
  readonly storage: AccountStorage;
  readonly environment: Environment;
  readonly locks: Pick<LockManager, "request"> | undefined;
  readonly webSocketImpl: unknown;
  readonly fetch?: typeof fetch | undefined;
  readonly requestTimeout?: number | undefined;
  /** The state of the connection has changed. */
  onConnection(): void;
  /** Another tab has signed out. */
  onSignedOut(): void;
}

/**
 * Everything of one account in one tab. The tab that leads follows the projects of all tabs, writes them to disk and sends
 * the intents. The others get from it what arrives.
 */
export class AccountScope {
  readonly account: Account;
  readonly outbox: Outbox;
  readonly send: Send;
  readonly #options: AccountScopeOptions;
  readonly #connection: Connection;
  readonly #channel: TabChannel | null;
  readonly #leadership: Leadership;
  readonly #sessions = new Map<string, ProjectSession>();
  /** Ends of the waits for the next report of other tabs. */
  readonly #heard = new Map<string, () => void>();
  readonly #endings: (() => void)[] = [];
  /** Null until something is followed or requested: it is loaded then. */
  #online: Online | null = null;
  #loading: Promise<Online | null> | null = null;
  /** Why it is not there, and when it is asked for again. */
  #failure: Extract<Holdup, { kind: "retrying" }> | null = null;
  #failures = 0;
  #cancelReload = () => {};
  #isLeading = false;
  #isClosed = false;
  #leader = "";
  #told: ConnectionState = { status: "connecting" };
  /** Reasons that the tab that leads tells; empty in that tab. */
  #holdups: Holdups = {};
  #hasPersisted = false;
  #cancelWant = () => {};

  constructor(options: AccountScopeOptions) {
    const { url, account, session, environment, locks, storage, webSocketImpl } = options;
    this.#options = options;
    this.account = account;
    this.send = async (request) => (await this.#load())?.send(request) ?? { kind: "unreachable" };
    this.#connection = createConnection({ url, account, session, environment, webSocketImpl });
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
        if (!this.#online) this.#wake();
      }),
      this.#channel?.subscribe((message, from) => this.#take(message, from)) ?? (() => {}),
    );
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
    if (this.#isLeading) return this.#connection.state;
    return this.#sessions.size === 0 ? { status: "idle" } : this.#told;
  }

  /** Opens a project for a handle of this tab. */
  open(projectId: string): ProjectSession {
    const session = this.#require(projectId);
    session.users += 1;
    this.#lookAgain(session);
    this.#want();
    return session;
  }

  /** Takes one handle away. */
  leave(projectId: string): void {
    const session = this.#sessions.get(projectId);
    if (!session) return;
    session.users -= 1;
    this.#sweep();
    this.#want();
  }

  /** Starts a subscription of the app's own, in whichever tab. Returns the function that ends it. */
  subscribe(stream: StreamOptions): () => void {
    return this.#connection.open(stream);
  }

  /** Returns why the intents of a project are not on their way; null when they are, or there are none. */
  holdup(projectId: string): Holdup | null {
    if (!this.outbox.projects.includes(projectId)) return null;
    const own = this.#online ? this.#online.runner.holdup(projectId) : (this.#failure ?? { kind: "stream" });
    return this.#holdups[projectId] ?? own;
  }

  /** Loads the comments of a task into the store. Resolves with null, or with the reason why it failed. */
  async loadComments(store: ProjectStore, taskId: string, signal: AbortSignal): Promise<string | null> {
    const online = await unlessAborted(this.#load(), signal);
    if (!online) return notLoaded;
    return "kind" in online ? "The request was ended." : online.loadComments(store, taskId, signal);
  }

  /** Connects at once, also where another tab leads. Projects that have ended are looked for again. */
  reconnect(): void {
    this.#channel?.post({ type: "reconnect" });
    this.#reconnect();
  }

  #reconnect(): void {
    this.#connection.reconnect();
    this.#wake();
    for (const session of this.#sessions.values()) this.#lookAgain(session);
  }

  /** Closes everything. Handles let go of the stores before. A sign-out drops changes that wait to be written. */
  close(isSignOut: boolean): void {
    this.#isClosed = true;
    for (const end of [...this.#endings, ...this.#heard.values()]) end();
    this.#cancelWant();
    this.#cancelReload();
    this.#online?.runner.stop();
    this.#leadership.close();
    for (const session of this.#sessions.values()) {
      this.#end(session);
    }
    this.#sessions.clear();
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

  #require(projectId: string): ProjectSession {
    const known = this.#sessions.get(projectId);
    if (known) return known;
    const store = new ProjectStore({ projectId });
    const { storage, environment } = this.#options;
    const copy = keepProjectCopy(
      store,
      storage.copies,
      () => this.#isLeading,
      () => environment.now(),
    );
    const detach = this.outbox.attach(store);
    const session: ProjectSession = {
      store,
      copy,
      users: 0,
      tabs: new Set(),
      following: null,
      state: { kind: "loading" },
      isLoaded: false,
      listeners: new Listeners(),
      detach,
    };
    this.#sessions.set(projectId, session);
    const cancelLimit = environment.setTimer(readLimit, () => this.#begin(session));
    void copy.load().then(() => {
      cancelLimit();
      this.#begin(session);
    });
    return session;
  }

  /** The disk has given what it has of a project, or takes too long. */
  #begin(session: ProjectSession): void {
    const { projectId, state } = session.store;
    if (session.isLoaded || this.#sessions.get(projectId) !== session) return;
    session.isLoaded = true;
    if (this.#isLeading) this.#follow(session);
    else if (state.status === "empty") this.#need(session);
  }

  #lead(): void {
    if (this.#isClosed) return;
    this.#isLeading = true;
    this.#holdups = {};
    for (const session of this.#sessions.values()) if (session.isLoaded) this.#follow(session);
    this.#startRunner();
    this.#followOutbox();
    this.#tellConnection(this.#connection.state);
  }

  #yield(): void {
    this.#isLeading = false;
    this.#told = { status: "connecting" };
    this.#online?.runner.stop();
    for (const session of this.#sessions.values()) {
      session.following?.close();
      session.following = null;
      session.tabs.clear();
    }
    this.#sweep();
    this.#want();
    this.#options.onConnection();
  }

  #follow(session: ProjectSession): void {
    if (session.following) return;
    const { store } = session;
    const { projectId } = store;
    const { seq, cursor } = store.state;
    if (!this.#online) {
      // The server is called while the code comes that talks with it.
      session.following = { reload: () => {}, close: this.#connection.open(null) };
      void this.#load();
      return;
    }
    const following = this.#online.follow({
      projectId,
      from: cursor === null ? null : { seq, cursor },
      // Followed for its intents alone, it shows nobody as present.
      announce: session.users > 0 || session.tabs.size > 0,
      onItem: (item) => {
        this.#receive(session, item);
        this.#channel?.post({ type: "item", projectId, item });
      },
      onState: (state) => {
        this.#showAll(session, state);
        if (isLive(session)) this.#renewNames(session);
      },
    });
    // A listener may have closed the project.
    if (this.#sessions.get(projectId) === session) session.following = following;
    else following.close();
  }

  #showAll(session: ProjectSession, state: FollowState): void {
    this.#show(session, state);
    this.#channel?.post({ type: "follow-state", projectId: session.store.projectId, state: session.state });
  }

  /** The server tells of new names of members alone. Those of people who have left, or were erased, come with a board. */
  #renewNames({ store, copy, following }: ProjectSession): void {
    if (this.#options.environment.now() - copy.boardAt < longestTrust) return;
    if (store.confirmed && this.#online?.namesFormerMembers(store.confirmed)) following?.reload();
  }

  /** Follows a project that has ended once more: the person may have been added again. */
  #lookAgain(session: ProjectSession): void {
    if (!this.#isLeading || session.state.kind !== "ended") return;
    session.following = null;
    this.#follow(session);
  }

  #receive(session: ProjectSession, item: StreamItem): void {
    const { store } = session;
    // Before the first edit: that may be offline, or after a release. The end of a project needs it, too.
    if (!this.#online && item.kind !== "presence") void this.#load();
    store.receive(item);
    const { status, seq } = store.state;
    if (status === "ended" || (item.kind !== "events" && item.kind !== "ready")) return;
    // Ahead of a leader that has everything: this tab missed that the server has another history.
    const isApart = status === "empty" || item.seq > seq || (item.kind === "ready" && item.seq < seq);
    if (isApart) this.#need(session);
  }

  #need({ store, following }: ProjectSession): void {
    const { projectId, state } = store;
    if (following) following.reload();
    else this.#channel?.post({ type: "need", projectId, seq: state.seq });
  }

  #show(session: ProjectSession, state: FollowState): void {
    const { ended } = session.store.state;
    session.state = state.kind === "ended" && ended ? { kind: "ended", reason: ended } : state;
    session.listeners.tell();
  }

  #take(message: TabMessage, from: string): void {
    if (message.type === "outbox") void this.outbox.reread();
    else if (message.type === "signed-out") this.#options.onSignedOut();
    else if (message.type === "want") this.#serve(message.projects, from);
    else if (message.type === "reconnect" && this.#isLeading) this.#reconnect();
    else if (message.type === "need" && this.#isLeading) this.#giveBoard(message, from);
    if (this.#isLeading) return;
    if (message.type === "connection") {
      this.#told = message.state;
      this.#options.onConnection();
      if (this.#leader !== from) {
        this.#leader = from;
        this.#holdups = {};
        this.#want();
      }
    } else if (message.type === "item") {
      const session = this.#sessions.get(message.projectId);
      if (session?.isLoaded) this.#receive(session, message.item);
    } else if (message.type === "follow-state") {
      const session = this.#sessions.get(message.projectId);
      if (session) this.#show(session, message.state);
    } else if (message.type === "holdups") {
      this.#holdups = message.holdups;
      this.outbox.tell();
    }
  }

  /** Follows for another tab what it has open, and nothing else any more. */
  #serve(projects: readonly string[], tab: string): void {
    if (!this.#isLeading) return;
    this.#heard.get(tab)?.();
    this.#heard.set(
      tab,
      this.#options.environment.setTimer(silenceLimit, () => this.#forget(tab)),
    );
    for (const [projectId, { tabs }] of this.#sessions) if (!projects.includes(projectId)) tabs.delete(tab);
    for (const projectId of projects) {
      const session = this.#require(projectId);
      if (!session.tabs.has(tab)) this.#lookAgain(session);
      session.tabs.add(tab);
      this.#channel?.post({ type: "follow-state", projectId, state: session.state }, tab);
      // A tab that missed something notices it by the number.
      this.#tellReady(session, tab);
    }
    this.#channel?.post({ type: "connection", state: this.#connection.state }, tab);
    this.#tellHoldups(tab);
    this.#sweep();
  }

  #tellHoldups(tab?: string): void {
    if (this.#isLeading && this.#online)
      this.#channel?.post({ type: "holdups", holdups: this.#online.runner.holdups }, tab);
  }

  #giveBoard({ projectId, seq }: Extract<TabMessage, { type: "need" }>, tab: string): void {
    const session = this.#sessions.get(projectId);
    const { board } = session?.store.toCopy() ?? {};
    if (!session || !board) return;
    const startsOver = isLive(session) && seq > board.seq;
    this.#channel?.post({ type: "item", projectId, item: { kind: "board", board, startsOver } }, tab);
    this.#tellReady(session, tab);
  }

  #tellReady(session: ProjectSession, tab: string): void {
    const { projectId, state } = session.store;
    const { seq, cursor, present } = state;
    if (cursor === null || !isLive(session)) return;
    this.#channel?.post({ type: "item", projectId, item: { kind: "ready", seq, cursor, present } }, tab);
  }

  /** Tells the leader of this tab's projects. */
  #want(): void {
    this.#cancelWant();
    if (this.#isClosed || this.#isLeading) return;
    this.#cancelWant = this.#options.environment.setTimer(wantInterval, () => this.#want());
    const projects = [...this.#sessions].flatMap(([projectId, { users }]) => (users > 0 ? [projectId] : []));
    this.#channel?.post({ type: "want", projects });
  }

  #forget(tab: string): void {
    this.#heard.delete(tab);
    for (const { tabs } of this.#sessions.values()) tabs.delete(tab);
    this.#sweep();
  }

  /** Closes projects that no handle, no other tab and no intent needs. */
  #sweep(): void {
    const needed = this.#isLeading ? this.outbox.projects : [];
    for (const [projectId, session] of this.#sessions) {
      if (session.users > 0 || session.tabs.size > 0 || needed.includes(projectId)) continue;
      this.#sessions.delete(projectId);
      this.#end(session);
    }
  }

  #end(session: ProjectSession): void {
    session.following?.close();
    session.following = null;
    session.copy.close();
    session.detach();
  }

  /** Intents are sent only while the stream of their project is followed. */
  #followOutbox(): void {
    if (this.#isClosed) return;
    this.#startRunner();
    // The end of a project has refused everything, so what waits was retried since.
    if (this.#isLeading) for (const projectId of this.outbox.projects) this.#lookAgain(this.#require(projectId));
    if (this.#hasPersisted || this.outbox.pending.length === 0 || this.connectionState.status === "live") return;
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

  /** Resolves with null when it cannot be loaded. It is asked for again after a while, and at a signal of the network. */
  #load(): Promise<Online | null> {
    this.#loading ??= this.#loadOnce().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #loadOnce(): Promise<Online | null> {
    this.#cancelReload();
    const part = await import("./online.ts").catch(() => null);
    if (this.#online || this.#isClosed) return this.#online;
    if (!part) {
      this.#failLoading();
      return null;
    }
    this.#failure = null;
    this.#online = part.createOnline({
      ...this.#options,
      outbox: this.outbox,
      connection: this.#connection,
      onHoldups: () => this.#tellHoldups(),
    });
    this.#startRunner();
    for (const session of this.#sessions.values()) {
      const { following } = session;
      if (!following) continue;
      session.following = null;
      this.#follow(session);
      following.close();
    }
    return this.#online;
  }

  #failLoading(): void {
    const { environment } = this.#options;
    this.#failures += 1;
    const wait = chooseWait(this.#failures, environment);
    this.#failure = { kind: "retrying", code: "not-loaded", reason: notLoaded, until: environment.now() + wait };
    this.#cancelReload = environment.setTimer(wait, () => void this.#load());
    this.outbox.tell();
    for (const session of this.#sessions.values()) {
      if (session.following) this.#showAll(session, { kind: "waiting", reason: notLoaded });
    }
  }

  /** Intents that no other tab can read are sent by this one, also while it does not lead. */
  #startRunner(): void {
    if (this.#isClosed) return;
    if (this.#isLeading || this.outbox.durability === "memory") this.#online?.runner.start();
  }

  #tellConnection(state: ConnectionState): void {
    if (state.status === "live") this.#wake();
    if (!this.#isLeading) return;
    this.#channel?.post({ type: "connection", state });
    this.#options.onConnection();
  }

  /** Sends what waits, or asks at once for the code that sends it. */
  #wake(): void {
    if (this.#online) this.#online.runner.wake();
    else if (this.#failure) void this.#load();
  }
}

const notLoaded = "A part of the app could not be loaded.";

function isLive({ state }: ProjectSession): boolean {
  return state.kind === "following" && state.isLive;
}

import type { Connection } from "../connection/connection.ts";
import type { FollowState } from "../connection/follow-project.ts";
import { Listeners } from "../listeners.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { loadProjectCopy } from "../store/load-project-copy.ts";
import { ProjectStore } from "../store/project-store.ts";
import type { TabChannel } from "../tabs/tab-channel.ts";
import type { CopyStorage, Environment, StreamItem } from "../types.ts";
import type { OnlineLoader } from "./online-loader.ts";
import { isShown, type ProjectSession } from "./project-session.ts";

/** Time that the disk has for a copy before the server is asked, in milliseconds. */
const readLimit = 3_000;

interface ProjectSessionsOptions {
  readonly copies: CopyStorage;
  readonly environment: Environment;
  readonly outbox: Outbox;
  readonly connection: Connection;
  readonly channel: TabChannel | null;
  readonly loader: OnlineLoader;
}

/** The projects that a tab shows, or follows for other tabs or for their intents. */
export class ProjectSessions {
  readonly #options: ProjectSessionsOptions;
  readonly #sessions = new Map<string, ProjectSession>();
  #isLeading = false;

  constructor(options: ProjectSessionsOptions) {
    this.#options = options;
  }

  /** The tab follows the projects for all tabs. */
  get isLeading(): boolean {
    return this.#isLeading;
  }

  get all(): readonly ProjectSession[] {
    return [...this.#sessions.values()];
  }

  find(projectId: string): ProjectSession | undefined {
    return this.#sessions.get(projectId);
  }

  /** Returns the session of a project. It begins with what is on disk. */
  require(projectId: string): ProjectSession {
    const known = this.find(projectId);
    if (known) return known;
    const store = new ProjectStore(projectId);
    const { copies, environment, outbox } = this.#options;
    const session: ProjectSession = {
      store,
      copy: null,
      loaded: null,
      users: 0,
      tabs: new Set(),
      following: null,
      state: { kind: "loading" },
      isLoaded: false,
      isAnnounced: false,
      listeners: new Listeners(),
      detach: outbox.attach(store),
    };
    this.#sessions.set(projectId, session);
    const cancelLimit = environment.setTimer(readLimit, () => this.#begin(session));
    void loadProjectCopy(store, copies).then((loaded) => {
      cancelLimit();
      session.loaded = loaded;
      this.#begin(session);
    });
    return session;
  }

  lead(): void {
    this.#isLeading = true;
    for (const session of this.all) if (session.isLoaded) this.#follow(session);
  }

  /** Another tab leads from now on. */
  yield(): void {
    this.#isLeading = false;
    for (const session of this.all) {
      session.following?.close();
      session.following = null;
      session.tabs.clear();
    }
    this.sweep();
  }

  /** The code has come that talks with the server. */
  start(): void {
    for (const session of this.all) {
      this.#keep(session);
      if (session.following) this.#followAnew(session);
    }
  }

  /**
   * Follows a project that has ended once more: the person may have been added again. One that was followed for its
   * intents alone is followed anew when it is opened, so that the person is present.
   */
  lookAgain(session: ProjectSession): void {
    if (!this.#isLeading) return;
    const { state, following, isAnnounced } = session;
    if (state.kind === "ended" || (following && !isAnnounced && isShown(session))) this.#followAnew(session);
  }

  receive(session: ProjectSession, item: StreamItem): void {
    const { store } = session;
    const { loader } = this.#options;
    // Before the first edit: that may be offline, or after a release. The end of a project needs it, too.
    if (!loader.online && (item.kind === "ready" || item.kind === "ended")) void loader.load();
    store.receive(item);
    const { status, seq } = store.state;
    if (status === "ended" || (item.kind !== "events" && item.kind !== "ready")) return;
    // Ahead of a leader that has everything: this tab missed that the server has another history.
    const isApart = status === "empty" || item.seq > seq || (item.kind === "ready" && item.seq < seq);
    if (isApart) this.need(session);
  }

  show(session: ProjectSession, state: FollowState): void {
    const { ended } = session.store.state;
    session.state = state.kind === "ended" && ended ? { kind: "ended", reason: ended } : state;
    session.listeners.tell();
  }

  /** Shows why nothing comes, in all tabs. */
  showWaiting(reason: string): void {
    for (const session of this.all) if (session.following) this.#showAll(session, { kind: "waiting", reason });
  }

  /** Takes a board: from the server, or where another tab leads from that one. */
  need({ store, following }: ProjectSession): void {
    const { projectId, state } = store;
    if (following) following.reload();
    else this.#options.channel?.post({ type: "need", projectId, seq: state.seq });
  }

  /** Closes projects that no handle, no other tab and no intent needs. */
  sweep(): void {
    const needed = this.#isLeading ? this.#options.outbox.projects : [];
    for (const [projectId, session] of this.#sessions) {
      if (isShown(session) || needed.includes(projectId)) continue;
      this.#sessions.delete(projectId);
      this.#end(session);
    }
  }

  close(): void {
    for (const session of this.all) this.#end(session);
    this.#sessions.clear();
  }

  /** The disk has given what it has of a project, or takes too long. */
  #begin(session: ProjectSession): void {
    const { projectId, state } = session.store;
    if (session.isLoaded || this.find(projectId) !== session) return;
    session.isLoaded = true;
    this.#keep(session);
    if (this.#isLeading) this.#follow(session);
    else if (state.status === "empty") this.need(session);
  }

  #keep(session: ProjectSession): void {
    if (session.isLoaded) session.copy ??= this.#options.loader.online?.keepCopy(session) ?? null;
  }

  /** The old stream ends last, so that the connection stays. */
  #followAnew(session: ProjectSession): void {
    const { following } = session;
    session.following = null;
    this.#follow(session);
    following?.close();
  }

  #follow(session: ProjectSession): void {
    if (session.following) return;
    const { projectId } = session.store;
    const { loader, connection, channel } = this.#options;
    if (!loader.online) {
      // The server is called while the code comes that talks with it.
      session.following = { reload: () => {}, close: connection.open(null) };
      void loader.load();
      return;
    }
    const following = loader.online.follow({
      session,
      onItem: (item) => {
        this.receive(session, item);
        channel?.post({ type: "item", projectId, item });
      },
      onState: (state) => this.#showAll(session, state),
    });
    // A listener may have closed the project.
    if (this.find(projectId) === session) session.following = following;
    else following.close();
  }

  #showAll(session: ProjectSession, state: FollowState): void {
    this.show(session, state);
    this.#options.channel?.post({ type: "follow-state", projectId: session.store.projectId, state: session.state });
  }

  #end(session: ProjectSession): void {
    session.following?.close();
    session.following = null;
    session.copy?.close();
    session.detach();
  }
}

import { Outbox } from "../../../../client/core/outbox/outbox.ts";
import { OutboxRunner } from "../../../../client/core/outbox/outbox-runner.ts";
import { loadProjectCopy } from "../../../../client/core/store/load-project-copy.ts";
import { keepProjectCopy, type ProjectCopy } from "../../../../client/core/store/project-copy.ts";
import { ProjectStore } from "../../../../client/core/store/project-store.ts";
import type { CommentList, Outcome, SendRequest } from "../../../../client/core/types.ts";
import type { Random } from "../../../simulation/random.ts";
import type { VirtualClock } from "../../../simulation/virtual-clock.ts";
import type { FakeDisk } from "./fake-disk.ts";
import type { FakeNetwork } from "./fake-network.ts";
import { type FakeServer, projectId } from "./fake-server.ts";
import { createVirtualEnvironment, type VirtualEnvironment } from "./virtual-environment.ts";

export interface TabOptions {
  readonly number: number;
  readonly time: VirtualClock;
  readonly random: Random;
  readonly disk: FakeDisk;
  readonly network: FakeNetwork;
  readonly server: FakeServer;
  /** Another tab must read again. */
  readonly onWritten: (tab: Tab) => void;
}

/** A browser tab: the real store, outbox and runner, on a fake stream. */
export class Tab {
  readonly number: number;
  readonly environment: VirtualEnvironment;
  readonly outbox: Outbox;
  /** Null until its code is loaded, a while after the first time that the server is heard. */
  runner: OutboxRunner | null = null;
  readonly store: ProjectStore;
  readonly #options: TabOptions;
  #copy: ProjectCopy | null = null;
  readonly #endings: (() => void)[] = [];
  isDead = false;
  /** Highest number that the store has reached. The store of a project that has ended knows none. */
  heard = 0;
  isLeading = false;
  #isConnected = false;
  #isConnecting = false;
  /** The stream moves to another transport, of which the store hears nothing. */
  #isMoving = false;
  #needsBoard = false;
  #isHalfOpen = false;
  #isDown = false;
  #isTakingBoard = false;
  /** Requests that are under way. */
  #requests = 0;
  /** Time of the last answer, or of the last change of the outbox. */
  #activeAt: number;
  /** Events up to this number were given to the store. */
  #sent = 0;

  constructor(options: TabOptions) {
    const { number, time, random, disk, network, onWritten } = options;
    this.number = number;
    this.#options = options;
    this.#activeAt = time.now;
    this.environment = createVirtualEnvironment(time, random);
    const { environment } = this;
    this.outbox = new Outbox({ environment, storage: disk.openOutbox(), onWritten: () => onWritten(this) });
    this.store = new ProjectStore(projectId);
    this.#endings.push(
      this.outbox.attach(this.store),
      this.outbox.subscribe(() => {
        this.#activeAt = time.now;
      }),
      this.store.onItem((item) => {
        this.heard = Math.max(this.heard, this.store.state.seq);
        if ("seq" in item && item.seq > this.store.state.seq) this.#needBoard();
        if (item.kind === "ready") environment.setTimer(network.delay(), () => this.#loadRunner());
      }),
      network.onChange(() => this.#onNetwork()),
    );
    void this.#start();
  }

  /** The tab has loaded the comments of a task. */
  takeComments(list: CommentList): void {
    if (this.store.loadComments(list)) this.#copy?.keepComments(list.taskId);
  }

  lead(isLeading: boolean): void {
    this.isLeading = isLeading;
    if (isLeading) this.runner?.start();
    else this.runner?.stop();
  }

  /** The tab vanishes; nothing of it happens any more. Calls back once its writes that were under way have ended. */
  kill(onWritten = () => {}): void {
    this.isDead = true;
    this.runner?.stop();
    this.outbox.close(false, onWritten);
    this.#copy?.close();
    this.environment.kill();
    for (const end of this.#endings) end();
  }

  /** The stream ends, as at a restart of the server. It resumes by itself. */
  interrupt(): void {
    if (this.#isConnected || this.#isMoving) this.store.receive({ kind: "interrupted" });
    this.#isConnected = false;
    this.#isMoving = false;
    this.#retry();
  }

  /** Another transport takes over: it resumes where the one before stopped, and nothing is interrupted. */
  move(): void {
    const { network } = this.#options;
    if (!this.#isConnected || !network.isOpen || !network.isSignedIn) return;
    this.#isConnected = false;
    this.#isMoving = true;
    this.#connect();
  }

  /** Tells of new events, after a while, all that there are then. */
  ring(): void {
    this.#options.time.schedule(this.#options.network.streamDelay(), () => this.#bring());
  }

  /** The person lost the membership. */
  end(): void {
    if (this.isDead || !this.#isConnected) return;
    this.#isConnected = false;
    this.store.receive({ kind: "ended", reason: "removed" });
    this.#retry();
  }

  async #start(): Promise<void> {
    const copies = this.#options.disk.openCopies();
    const [, loaded] = await Promise.all([this.outbox.reread(), loadProjectCopy(this.store, copies)]);
    if (this.isDead) return;
    this.#copy = keepProjectCopy(this.store, copies, loaded, () => true, this.environment.now);
    this.#connect();
  }

  #loadRunner(): void {
    if (this.runner) return;
    const { outbox, environment } = this;
    this.runner = new OutboxRunner({
      ...{ outbox, environment },
      send: (request) => this.#send(request),
      askProof: () => this.#takeBoard(),
    });
    this.lead(this.isLeading);
  }

  async #send(request: SendRequest): Promise<Outcome> {
    this.#requests += 1;
    const outcome = await this.#options.network.send(request);
    this.#requests -= 1;
    this.#activeAt = this.#options.time.now;
    return outcome;
  }

  /** Milliseconds in which no request was under way, and nothing came to the outbox. */
  get quietTime(): number {
    return this.#requests > 0 ? 0 : this.#options.time.now - this.#activeAt;
  }

  /** Replaces the stream by a board and what follows it, when the server can be reached. */
  #takeBoard(): void {
    const { network, server } = this.#options;
    if (this.#isTakingBoard) return;
    this.#isTakingBoard = true;
    this.environment.setTimer(network.delay(), () => {
      this.#isTakingBoard = false;
      if (!this.#isConnected || !network.isOpen || server.data.role === null) return;
      this.#sent = server.data.seq;
      this.store.receive({ kind: "board", board: server.board(), startsOver: false });
    });
  }

  #onNetwork(): void {
    const { network } = this.#options;
    const [wasHalfOpen, wasDown] = [this.#isHalfOpen, this.#isDown];
    this.#isHalfOpen = network.isHalfOpen;
    this.#isDown = network.mode === "down";
    if (network.isHalfOpen) return;
    if (!network.isOpen || wasHalfOpen) this.interrupt();
    // A browser tells nothing of gateways and servers that work again.
    else if (wasDown) this.environment.emit("online");
  }

  #needBoard(): void {
    this.#needsBoard = true;
    this.interrupt();
  }

  #retry(): void {
    this.environment.setTimer(500, () => this.#connect());
  }

  #connect(): void {
    if (this.#isConnected || this.#isConnecting) return;
    const { network, server } = this.#options;
    if (!network.isOpen || !network.isSignedIn) {
      this.#retry();
      return;
    }
    this.#isConnecting = true;
    this.environment.setTimer(network.delay(), () => {
      this.#isConnecting = false;
      if (!network.isOpen) return this.#retry();
      this.#isMoving = false;
      const { status, cursor } = this.store.state;
      const found = server.resume(status === "loaded" && !this.#needsBoard ? cursor : null);
      this.#needsBoard = false;
      if (found.kind === "not a member") {
        if (status !== "ended") this.store.receive({ kind: "ended", reason: "not-found" });
        return this.#retry();
      }
      this.#isConnected = true;
      const { data } = server;
      this.#sent = data.seq;
      if (found.kind === "board") {
        this.store.receive({ kind: "board", board: server.board(), startsOver: found.startsOver });
      } else if (found.events.length > 0) {
        this.store.receive({ kind: "events", events: found.events, seq: data.seq, cursor: server.cursor });
      }
      this.store.receive({ kind: "ready", seq: data.seq, cursor: server.cursor, present: [] });
    });
  }

  #bring(): void {
    const { server, network } = this.#options;
    if (this.isDead || !this.#isConnected || network.isHalfOpen || server.data.seq <= this.#sent) return;
    const events = server.eventsAfter(this.#sent);
    this.#sent = server.data.seq;
    this.store.receive({ kind: "events", events, seq: server.data.seq, cursor: server.cursor });
  }
}

import { randomUUID } from "node:crypto";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { UserSnapshot } from "../activity/snapshots.ts";
import { createRedisConnection, type RedisConnection } from "../bus/redis-connection.ts";
import { decodePeople, defineListExchange, type ExchangedLists, type ListExchange } from "./exchange-lists.ts";
import { OpenProjects } from "./open-projects.ts";
import type { Presence, PresenceWatch } from "./presence.ts";
import { inOrder, type Present, unite } from "./project-presence.ts";
import { Rounds } from "./rounds.ts";
import { SharedProject } from "./shared-project.ts";
import { watchPrimaries } from "./watch-primaries.ts";

/** How many projects are asked for in one turn of the event loop. Answers are not waited for between turns. */
const turnLimit = 250;

/** All times in milliseconds. */
export interface RedisPresenceOptions {
  readonly url: string;
  readonly logger: Logger;
  /** Has the other instances call `refresh`. Whatever becomes of it, they read the lists at their next heartbeat. */
  readonly ring: (projectId: string) => void;
  /** How long a user is still shown after the last tab is gone. */
  readonly grace?: number;
  /** The interval at which all lists are written and read anew. */
  readonly heartbeat?: number;
  /** How long a list counts that is not renewed. */
  readonly lifetime?: number;
  /** The pause after which Redis is asked again for what changed meanwhile. */
  readonly debounce?: number;
  /** How long somebody waits for Redis, at most. */
  readonly patience?: number;
}

/**
 * Presence of several instances. Each keeps its own whole list of every project open here in Redis and reads those of
 * the others; joins and leaves are the difference. Messages only say when to read. While Redis is away the last picture
 * stands, and changes with who comes and goes here.
 */
export function createRedisPresence(options: RedisPresenceOptions): Presence {
  return new RedisPresence(options);
}

/**
 * What is to be done about a project in the next round, each including the one before: read the lists of others, renew
 * the own one, tell others that it is another.
 */
const wishes = ["read", "renew", "tell"] as const;
type Wish = (typeof wishes)[number];

class RedisPresence implements Presence {
  readonly #instanceId = randomUUID();
  readonly #options: Required<RedisPresenceOptions>;
  readonly #connection: RedisConnection;
  readonly #exchange: (exchange: ListExchange) => Promise<ExchangedLists>;
  readonly #projects: OpenProjects;
  readonly #shared = new Map<string, SharedProject>();
  /** Where Redis may hold a list of this instance. An open project has one even if it is empty, to see losses by. */
  readonly #written = new Set<string>();
  readonly #due = new Map<string, Wish>();
  readonly #rounds: Rounds<Map<string, ExchangedLists>>;
  readonly #heartbeat: NodeJS.Timeout;
  #hasLoggedGarbage = false;
  #isClosed = false;

  constructor(options: RedisPresenceOptions) {
    const defaults = { grace: 5_000, heartbeat: 10_000, lifetime: 30_000, debounce: 50, patience: 200 };
    this.#options = { ...defaults, ...options };
    this.#connection = createRedisConnection(options.url, { name: "presence", logger: options.logger });
    this.#exchange = defineListExchange(this.#connection.client);
    this.#projects = new OpenProjects({
      grace: this.#options.grace,
      onOpen: (projectId) => this.#open(projectId),
      onOwnChange: (projectId) => this.#ask(projectId, "tell"),
      onClose: (projectId) => this.#close(projectId),
    });
    this.#rounds = new Rounds({ run: () => this.#runRound(), pause: this.#options.debounce });
    this.#heartbeat = setInterval(() => this.#renewAll(), this.#options.heartbeat).unref();
    watchPrimaries(this.#connection.client, () => {
      for (const shared of this.#shared.values()) shared.hold(this.#holdTime);
      this.#renewAll();
    });
  }

  join(projectId: string, user: UserSnapshot): () => void {
    return this.#projects.join(projectId, user);
  }

  list(projectId: string): readonly UserSnapshot[] {
    return this.#projects.list(projectId);
  }

  async read(projectIds: readonly string[]): Promise<ReadonlyMap<string, readonly UserSnapshot[]>> {
    const unknown = projectIds.filter((projectId) => !this.#shared.get(projectId)?.isRead);
    const replies = unknown.length > 0 && this.#isReady ? await this.#readElsewhere(unknown) : undefined;
    return new Map(projectIds.map((projectId) => [projectId, this.#listFrom(projectId, replies?.get(projectId))]));
  }

  async watch(projectId: string, onChange: () => void): Promise<PresenceWatch> {
    const watch = this.#projects.watch(projectId, onChange);
    await this.#shared.get(projectId)?.untilRead;
    return watch;
  }

  refresh(projectId: string): void {
    if (this.#projects.get(projectId)) this.#ask(projectId, "read");
  }

  refreshAll(): void {
    for (const projectId of this.#projects.ids()) this.#ask(projectId, "read");
  }

  async close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      clearInterval(this.#heartbeat);
      this.#projects.close();
      for (const shared of this.#shared.values()) shared.close();
      await Promise.race([this.#takeLeave(), sleep(this.#options.patience, undefined, { ref: false })]);
    }
    await this.#connection.close();
  }

  get #isReady(): boolean {
    return this.#connection.client.status === "ready";
  }

  /** Every instance renews its lists within one heartbeat; what is beyond it makes up for those that are a bit late. */
  get #holdTime(): number {
    return this.#options.heartbeat * 1.25;
  }

  #open(projectId: string): void {
    const { patience } = this.#options;
    this.#shared.set(projectId, new SharedProject({ patience, onGarbage: () => this.#logGarbage() }));
    this.#ask(projectId, "renew", true);
  }

  #close(projectId: string): void {
    this.#shared.get(projectId)?.close();
    this.#shared.delete(projectId);
    if (this.#written.has(projectId)) this.#ask(projectId, "renew");
  }

  #want(projectId: string, wish: Wish): void {
    const known = this.#due.get(projectId);
    if (!known || wishes.indexOf(wish) > wishes.indexOf(known)) this.#due.set(projectId, wish);
  }

  #ask(projectId: string, wish: Wish, isUrgent = false): void {
    this.#want(projectId, wish);
    void this.#rounds.request(isUrgent);
  }

  #renewAll(): void {
    for (const projectId of [...this.#projects.ids(), ...this.#written]) this.#want(projectId, "renew");
    void this.#rounds.request(true);
  }

  async #runRound(): Promise<Map<string, ExchangedLists>> {
    const due = [...this.#due];
    this.#due.clear();
    const replies = new Map<string, ExchangedLists>();
    const exchanges: Promise<void>[] = [];
    for (const [projectId, wish] of due) {
      exchanges.push(
        this.#fulfil(projectId, wish).then((reply) => {
          if (reply) replies.set(projectId, reply);
        }),
      );
      // Between the heartbeats of thousands of projects others want their turn.
      if (exchanges.length % turnLimit === 0) await setImmediate();
    }
    await Promise.all(exchanges);
    return replies;
  }

  async #fulfil(projectId: string, wish: Wish): Promise<ExchangedLists | null> {
    const project = this.#projects.get(projectId);
    const wasWritten = this.#written.has(projectId);
    const whenOpen = wish === "read" ? "keep" : "write";
    const whenClosed = wasWritten ? "remove" : "keep";
    const action = project ? whenOpen : whenClosed;
    const departing = project && action === "write" ? project.departing() : new Set<string>();
    const people = project && action === "write" ? project.own() : [];

    const reply = await this.#tryExchange(projectId, action, people, this.#options.lifetime);
    if (!reply) {
      // Whoever answers next may be the replica of a primary that died, and may not have heard of all lists.
      this.#shared.get(projectId)?.hold(this.#holdTime);
      // The next heartbeat tries again.
      if (wish === "tell" && (project || wasWritten)) this.#want(projectId, "tell");
      project?.settle(departing);
      return null;
    }
    if (action === "remove") this.#written.delete(projectId);
    const isLost = project !== undefined && wasWritten && !reply.hadOwn;
    if (project && this.#projects.get(projectId) === project) {
      const shared = this.#shared.get(projectId);
      if (isLost) shared?.hold(this.#holdTime);
      const others = shared?.take(reply.others);
      shared?.readAtNextEnd(this.#options.heartbeat, () => this.#ask(projectId, "read"));
      project.settle(departing, others);
    }
    if (isLost && action === "keep") this.#ask(projectId, "tell");
    if (action !== "keep" && (wish === "tell" || isLost)) this.#options.ring(projectId);
    return reply;
  }

  async #tryExchange(
    projectId: string,
    action: ListExchange["action"],
    people: readonly Present[],
    lifetime: number,
  ): Promise<ExchangedLists | null> {
    if (!this.#isReady) return null;
    if (action === "write") this.#written.add(projectId);
    try {
      return await this.#exchange({ projectId, instanceId: this.#instanceId, action, people, lifetime });
    } catch (error) {
      this.#connection.reportFailure(error);
      return null;
    }
  }

  /** Undefined when it takes too long. */
  #readElsewhere(projectIds: readonly string[]): Promise<Map<string, ExchangedLists> | undefined> {
    for (const projectId of projectIds) this.#want(projectId, "read");
    const patience = sleep(this.#options.patience, undefined, { ref: false });
    return Promise.race([this.#rounds.request(true), patience]);
  }

  #listFrom(projectId: string, reply: ExchangedLists | undefined): readonly UserSnapshot[] {
    if (!reply || this.#projects.get(projectId)) return this.#projects.list(projectId);
    return inOrder(unite(reply.others.map(({ text }) => decodePeople(text) ?? [])));
  }

  #logGarbage(): void {
    if (!this.#hasLoggedGarbage) this.#options.logger.warn("A list of who is present cannot be read and is ignored.");
    this.#hasLoggedGarbage = true;
  }

  /** Nobody is left without need: those who are still here have the grace to come back on another instance. */
  async #takeLeave(): Promise<void> {
    await this.#rounds.close();
    await Promise.all(
      [...this.#written].map(async (projectId) => {
        const people = this.#options.grace > 0 ? (this.#projects.get(projectId)?.own() ?? []) : [];
        const action = people.length > 0 ? "write" : "remove";
        const reply = await this.#tryExchange(projectId, action, people, this.#options.grace);
        if (reply) this.#options.ring(projectId);
      }),
    );
  }
}

import { randomUUID } from "node:crypto";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Focus, Present } from "../model/present.ts";
import type { UserSnapshot } from "../model/user.ts";
import type { Namespace } from "../redis/namespace.ts";
import { createRedisConnection, type OnRedisFailure, type RedisConnection } from "../redis/redis-connection.ts";
import { decodePeople, defineListExchange, type ListExchange, type OtherList } from "./exchange-lists.ts";
import type { Presence, PresenceWatch } from "./presence.ts";
import { inOrder, unite, type Visit } from "./project-presence.ts";
import { SharedProject } from "./shared-project.ts";

/** All times in milliseconds. */
export interface RedisPresenceOptions {
  readonly url: string;
  /** Only instances of the same namespace see each other. */
  readonly namespace: Namespace;
  readonly logger: Logger;
  /** Hears of each failure of Redis (default: nobody does). */
  readonly onFailure?: OnRedisFailure;
  /** Has all instances call `refresh` with these. A lost signal is made up for by the next heartbeat. */
  readonly signal: (projectId: string, instanceId: string) => void;
  /** Time that a user is still shown after the last tab is gone (default 5,000). */
  readonly grace?: number;
  /** Interval at which all lists are written and read anew (default 10,000). */
  readonly heartbeat?: number;
  /** Time that a list counts that is not renewed (default 30,000). */
  readonly lifetime?: number;
  /** Pause between two exchanges of a project with Redis (default 50). */
  readonly debounce?: number;
  /** Longest wait of a caller for Redis (default 200). */
  readonly patience?: number;
}

/**
 * Presence of several instances. Each keeps its own whole list of every project open here in Redis and reads those of
 * the others; joins and leaves are the difference. Messages only say when to read. While Redis cannot be reached the
 * last picture stands, and changes with local joins and leaves.
 */
export function createRedisPresence(options: RedisPresenceOptions): Presence {
  return new RedisPresence(options);
}

class RedisPresence implements Presence {
  readonly #options: Required<RedisPresenceOptions>;
  readonly #instanceId = randomUUID();
  readonly #connection: RedisConnection;
  readonly #send: (exchange: ListExchange) => Promise<readonly OtherList[]>;
  readonly #projects = new Map<string, SharedProject>();
  /** Exchanges that are about to be sent, by project. */
  readonly #reads = new Map<string, Promise<readonly (readonly Visit[])[] | null>>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #stopFollowing: () => void;
  #hasLoggedGarbage = false;
  #isClosed = false;

  constructor(options: RedisPresenceOptions) {
    const defaults = {
      grace: 5_000,
      heartbeat: 10_000,
      lifetime: 30_000,
      debounce: 50,
      patience: 200,
      onFailure: () => {},
    };
    this.#options = { ...defaults, ...options };
    const { url, namespace, logger } = options;
    const { onFailure } = this.#options;
    this.#connection = createRedisConnection(url, { name: "presence", logger, onFailure });
    this.#send = defineListExchange(this.#connection.client, namespace, this.#instanceId);
    const renew = () => void this.#renewAll();
    this.#heartbeat = setInterval(renew, this.#options.heartbeat).unref();
    this.#connection.client.on("ready", renew);
    // Other instances write their lists under the new name once they have read it.
    this.#stopFollowing = namespace.onChange(renew);
  }

  join(projectId: string, user: UserSnapshot, holders?: readonly string[]): () => void {
    return this.#open(projectId).presence.join(user, holders);
  }

  focus(projectId: string, userId: string, focus: Focus, holders?: readonly string[]): boolean {
    return this.#projects.get(projectId)?.presence.focus(userId, focus, holders) ?? false;
  }

  list(projectId: string): readonly Present[] {
    return this.#projects.get(projectId)?.presence.list() ?? [];
  }

  async read(projectIds: readonly string[]): Promise<ReadonlyMap<string, readonly Present[]>> {
    const lists = new Map(projectIds.map((projectId) => [projectId, this.list(projectId)]));
    const unknown = [...lists.keys()].filter((projectId) => !this.#projects.get(projectId)?.isKnown);
    const reading = unknown.map(async (projectId) => {
      const others = await this.#readOthers(projectId);
      const own = this.#projects.get(projectId)?.presence.own() ?? [];
      if (others) lists.set(projectId, inOrder(unite([own, ...others])));
    });
    await this.#withPatience(Promise.all(reading));
    return new Map(lists);
  }

  async watch(projectId: string, onChange: () => void): Promise<PresenceWatch> {
    const project = this.#open(projectId);
    const watch = project.watch(onChange);
    if (!project.isKnown) await this.#withPatience(project.asked);
    return watch;
  }

  refresh(projectId: string, instanceId: string): void {
    if (instanceId !== this.#instanceId && !this.#isClosed) void this.#projects.get(projectId)?.exchange();
  }

  refreshAll(): void {
    void this.#renewAll();
  }

  isConnected(): boolean {
    return this.#connection.isReady();
  }

  async close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#stopFollowing();
      clearInterval(this.#heartbeat);
      await this.#withPatience(Promise.all([...this.#projects].map((entry) => this.#takeLeave(...entry))));
    }
    await this.#connection.close();
  }

  #open(projectId: string): SharedProject {
    const known = this.#projects.get(projectId);
    if (known) return known;
    const { grace, debounce, logger, signal } = this.#options;
    const project = new SharedProject({
      grace,
      debounce,
      // The leave is the last word.
      exchange: async (people) => (this.#isClosed ? null : this.#exchange(projectId, people)),
      signal: () => signal(projectId, this.#instanceId),
      onFault: (err) => logger.error({ err, projectId }, "Presence could not be shared."),
      onGarbage: () => this.#logGarbage(),
      onIdle: () => this.#projects.delete(projectId),
    });
    this.#projects.set(projectId, project);
    return project;
  }

  async #exchange(
    projectId: string,
    people: ListExchange["people"],
    lifetime = this.#options.lifetime,
  ): Promise<readonly OtherList[] | null> {
    try {
      return await this.#send({ projectId, people, lifetime });
    } catch (error) {
      this.#connection.reportFailure(error);
      return null;
    }
  }

  /** The people of other instances. Those who ask in one turn of the event loop share an exchange that follows it. */
  #readOthers(projectId: string): Promise<readonly (readonly Visit[])[] | null> {
    const known = this.#reads.get(projectId);
    if (known) return known;
    const reading = setImmediate().then(async () => {
      this.#reads.delete(projectId);
      const lists = await this.#exchange(projectId, null);
      return lists?.map(({ text }) => decodePeople(text) ?? []) ?? null;
    });
    this.#reads.set(projectId, reading);
    return reading;
  }

  async #renewAll(): Promise<void> {
    let begun = 0;
    for (const project of [...this.#projects.values()]) {
      if (this.#isClosed) return;
      project.renew();
      begun += 1;
      // Leaves other work its turn between the exchanges of thousands of projects.
      if (begun % 250 === 0) await setImmediate();
    }
  }

  /** The people who are still here have the grace period to reconnect to another instance. */
  async #takeLeave(projectId: string, { presence }: SharedProject): Promise<void> {
    const { grace, signal } = this.#options;
    const people = grace > 0 ? presence.own() : [];
    presence.close();
    const lifetime = people.length > 0 ? grace : undefined;
    if (await this.#exchange(projectId, people, lifetime)) signal(projectId, this.#instanceId);
  }

  #logGarbage(): void {
    if (!this.#hasLoggedGarbage) this.#options.logger.warn("A list of who is present cannot be read and is ignored.");
    this.#hasLoggedGarbage = true;
  }

  async #withPatience(work: Promise<unknown>): Promise<void> {
    await Promise.race([work, sleep(this.#options.patience, undefined, { ref: false })]);
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { UserSnapshot } from "../model/user.ts";
import type { Namespace } from "../redis/namespace.ts";
import { longestReturn } from "../redis/redis-client.ts";
import { decodePeople, type ExchangedLists, type ListExchange } from "./exchange-lists.ts";
import { OpenProjects } from "./open-projects.ts";
import type { Presence, PresenceWatch } from "./presence.ts";
import { inOrder, type ProjectPresence, unite } from "./project-presence.ts";
import { RedisLists } from "./redis-lists.ts";
import { Rounds, type Wish } from "./rounds.ts";
import { SharedProject } from "./shared-project.ts";

/** All times in milliseconds. */
export interface RedisPresenceOptions {
  readonly url: string;
  /** Only instances of the same namespace see each other. */
  readonly namespace: Namespace;
  readonly logger: Logger;
  /**
   * Makes all instances call `refresh` with these. If the message is lost, they read the lists at their next heartbeat.
   */
  readonly ring: (projectId: string, instanceId: string) => void;
  /** Milliseconds for which a user is still shown after the last tab closed. */
  readonly grace?: number;
  /** The interval at which all lists are written and read anew. */
  readonly heartbeat?: number;
  /** Milliseconds for which a list is valid without renewal. */
  readonly lifetime?: number;
  /** The pause after which Redis is asked again for what changed meanwhile. */
  readonly debounce?: number;
  /** Maximum milliseconds to wait for Redis. */
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
  readonly #lists: RedisLists;
  readonly #projects: OpenProjects;
  readonly #shared = new Map<string, SharedProject>();
  /** Where others are still to be told that the list of this instance is another, since Redis did not take it. */
  readonly #untold = new Set<string>();
  readonly #rounds: Rounds<ExchangedLists | null>;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #stopFollowing: () => void;
  #hasLoggedGarbage = false;
  #isClosed = false;

  constructor(options: RedisPresenceOptions) {
    const defaults = { grace: 5_000, heartbeat: 10_000, lifetime: 30_000, debounce: 50, patience: 200 };
    this.#options = { ...defaults, ...options };
    this.#lists = new RedisLists(options);
    this.#projects = new OpenProjects({
      grace: this.#options.grace,
      onOpen: (projectId) => this.#open(projectId),
      onOwnChange: (projectId) => this.#ask(projectId, "tell"),
      onClose: (projectId) => this.#close(projectId),
    });
    this.#rounds = new Rounds({
      exchange: (projectId, wish) => this.#exchange(projectId, wish),
      onFault: (error, projectId) => this.#logFault(error, projectId),
      pause: this.#options.debounce,
    });
    this.#heartbeat = setInterval(() => this.#renewAll(), this.#options.heartbeat).unref();
    this.#lists.onReturn(() => this.#startAnew());
    // The lists that others wrote elsewhere follow once they have read the new name.
    this.#stopFollowing = options.namespace.onChange(() => this.#startAnew());
  }

  join(projectId: string, user: UserSnapshot): () => void {
    return this.#projects.join(projectId, user);
  }

  list(projectId: string): readonly UserSnapshot[] {
    return this.#projects.list(projectId);
  }

  async read(projectIds: readonly string[]): Promise<ReadonlyMap<string, readonly UserSnapshot[]>> {
    const replies = await this.#readUnknown(projectIds.filter((projectId) => !this.#isKnown(projectId)));
    return new Map(projectIds.map((projectId) => [projectId, this.#listFrom(projectId, replies.get(projectId))]));
  }

  async watch(projectId: string, onChange: () => void): Promise<PresenceWatch> {
    const isFirst = !this.#projects.get(projectId)?.isWatched;
    const watch = this.#projects.watch(projectId, onChange);
    const shared = this.#shared.get(projectId);
    if (isFirst) {
      // While nobody watched, no rings were heard.
      shared?.follow();
      this.#ask(projectId, "read", true);
    }
    await shared?.untilKnown;
    return watch;
  }

  refresh(projectId: string, instanceId: string): void {
    if (instanceId !== this.#lists.instanceId && this.#projects.get(projectId)) this.#ask(projectId, "read");
  }

  refreshAll(): void {
    for (const projectId of this.#projects.ids()) this.#want(projectId, "read");
    this.#rounds.ask();
  }

  isConnected(): boolean {
    return this.#lists.isWorking;
  }

  async close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#stopFollowing();
      clearInterval(this.#heartbeat);
      this.#projects.close();
      for (const shared of this.#shared.values()) shared.close();
      this.#rounds.close();
      const leaving = [...this.#lists.written].map((projectId) =>
        this.#takeLeave(projectId).catch((error: unknown) => this.#logFault(error, projectId)),
      );
      await this.#withPatience(Promise.all(leaving));
    }
    await this.#lists.close();
  }

  /** In it each instance that lives has found its way back to Redis and written its lists anew. */
  get #holdTime(): number {
    return this.#options.heartbeat + longestReturn;
  }

  #isKnown(projectId: string): boolean {
    return this.#projects.get(projectId)?.isWatched === true && this.#shared.get(projectId)?.isKnown === true;
  }

  #open(projectId: string): void {
    const { patience } = this.#options;
    this.#shared.set(projectId, new SharedProject({ patience, onGarbage: () => this.#logGarbage() }));
    this.#ask(projectId, "renew", true);
  }

  #close(projectId: string): void {
    this.#shared.get(projectId)?.close();
    this.#shared.delete(projectId);
    if (this.#lists.written.has(projectId)) this.#ask(projectId, "renew");
  }

  #want(projectId: string, wish: Wish): void {
    void this.#rounds.want(projectId, wish);
  }

  #ask(projectId: string, wish: Wish, isUrgent = false): void {
    this.#want(projectId, wish);
    this.#rounds.ask(isUrgent);
  }

  /** Where Redis may hold none of the lists that it held. */
  #startAnew(): void {
    for (const shared of this.#shared.values()) shared.hold(this.#holdTime);
    this.#renewAll();
  }

  #renewAll(): void {
    for (const projectId of [...this.#projects.ids(), ...this.#lists.written]) this.#want(projectId, "renew");
    this.#rounds.ask(true);
  }

  async #exchange(projectId: string, wish: Wish): Promise<ExchangedLists | null> {
    const project = this.#projects.get(projectId);
    const shared = this.#shared.get(projectId);
    const wasWritten = this.#lists.written.has(projectId);
    const { action, people, departing } = writeOwn(project, wish, wasWritten);
    const hasNews = wish === "tell" || (wish === "renew" && this.#untold.has(projectId));
    const take = shared?.beginRead();
    const reply = await this.#lists.exchange({ projectId, action, people, lifetime: this.#options.lifetime });
    if (!reply) {
      // The next answer may come from the replica of a dead primary, which may lack some lists.
      shared?.hold(this.#holdTime);
      // The next heartbeat tries again.
      if (hasNews && (project || wasWritten)) this.#untold.add(projectId);
      project?.settle(departing);
      return null;
    }
    const isLost = project !== undefined && wasWritten && !reply.hadOwn;
    if (project && this.#projects.get(projectId) === project) {
      if (isLost) shared?.hold(this.#holdTime);
      const others = take?.(reply.others);
      shared?.readAtNextEnd(this.#options.heartbeat, () => this.#ask(projectId, "read"));
      project.settle(departing, others);
    }
    if (hasNews) this.#untold.delete(projectId);
    if (isLost && action === "keep") this.#ask(projectId, "tell");
    if (action !== "keep" && (hasNews || isLost)) this.#options.ring(projectId, this.#lists.instanceId);
    return reply;
  }

  /** Resolves when all have answered, or when the wait ends. */
  async #readUnknown(projectIds: readonly string[]): Promise<ReadonlyMap<string, ExchangedLists>> {
    const replies = new Map<string, ExchangedLists>();
    if (projectIds.length === 0 || !this.#lists.isReachable) return replies;
    const reading = projectIds.map(async (projectId) => {
      const reply = await this.#rounds.want(projectId, "read");
      if (reply) replies.set(projectId, reply);
    });
    this.#rounds.ask(true);
    await this.#withPatience(Promise.all(reading));
    return replies;
  }

  #listFrom(projectId: string, reply: ExchangedLists | undefined): readonly UserSnapshot[] {
    if (!reply || this.#projects.get(projectId)) return this.#projects.list(projectId);
    return inOrder(unite(reply.others.map(({ text }) => decodePeople(text) ?? [])));
  }

  #logFault(error: unknown, projectId: string): void {
    this.#options.logger.error({ err: error, projectId }, "Presence could not be shared.");
  }

  #logGarbage(): void {
    if (!this.#hasLoggedGarbage) this.#options.logger.warn("A list of who is present cannot be read and is ignored.");
    this.#hasLoggedGarbage = true;
  }

  /** Nobody leaves without need: the remaining people have the grace period to reconnect to another instance. */
  async #takeLeave(projectId: string): Promise<void> {
    await this.#rounds.untilDone(projectId);
    if (!this.#lists.written.has(projectId)) return;
    const { grace, ring } = this.#options;
    const people = grace > 0 ? (this.#projects.get(projectId)?.own() ?? []) : [];
    const action = people.length > 0 ? "write" : "remove";
    const reply = await this.#lists.exchange({ projectId, action, people, lifetime: grace });
    if (reply) ring(projectId, this.#lists.instanceId);
  }

  async #withPatience(work: Promise<unknown>): Promise<void> {
    await Promise.race([work, sleep(this.#options.patience, undefined, { ref: false })]);
  }
}

interface OwnList extends Pick<ListExchange, "action" | "people"> {
  /** Those whom the others hear to be gone by it. */
  readonly departing: ReadonlySet<string>;
}

/** An open project has a list in Redis even if it is empty, to see losses by. */
function writeOwn(project: ProjectPresence | undefined, wish: Wish, wasWritten: boolean): OwnList {
  if (project && wish !== "read") return { action: "write", people: project.own(), departing: project.departing() };
  return { action: !project && wasWritten ? "remove" : "keep", people: [], departing: new Set() };
}

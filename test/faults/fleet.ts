import { patience } from "../support/patience.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { jwtSecret } from "../support/sign-token.ts";
import { within } from "./deadline.ts";
import type { Journal } from "./journal.ts";
import type { Random } from "./random.ts";
import { startProxy, type TcpProxy } from "./tcp-proxy.ts";

/** A Lockstep server in a process of its own, with ways of its own to PostgreSQL and to Redis. */
export class Instance {
  readonly index: number;
  readonly database: TcpProxy;
  readonly redis: TcpProxy;
  /** Output of its processes, the latest last. */
  readonly outputs: (readonly string[])[] = [];
  readonly #variables: Readonly<Record<string, string>>;
  readonly #journal: Journal;
  #server: ServerProcess | null = null;

  constructor(index: number, ways: Ways, variables: Readonly<Record<string, string>>, journal: Journal) {
    this.index = index;
    this.database = ways.database;
    this.redis = ways.redis;
    this.#variables = variables;
    this.#journal = journal;
  }

  /** Where it listens; null while clients are to go elsewhere. */
  get url(): string | null {
    return this.#server?.url ?? null;
  }

  async start(): Promise<void> {
    const server = await within(patience, `The start of instance ${this.index}`, startServerProcess(this.#variables));
    this.#server = server;
    this.outputs.push(server.output);
    void server.ended.then((code) => {
      if (this.#server !== server) return;
      this.#server = null;
      this.#journal.report("server end", `instance ${this.index} ended by itself with ${code}`);
    });
  }

  /** As a crash would. */
  async kill(): Promise<void> {
    await this.#leave()?.stop("SIGKILL");
  }

  /** As a deployment does: it has to end in order. */
  async drain(): Promise<void> {
    const server = this.#leave();
    if (!server) return;
    try {
      const code = await within(patience, `The drain of instance ${this.index}`, server.stop("SIGTERM"));
      if (code !== 0) this.#journal.report("server end", `instance ${this.index} was drained and ended with ${code}`);
    } catch (error) {
      this.#journal.report("server end", String(error));
      await server.stop("SIGKILL");
    }
  }

  #leave(): ServerProcess | null {
    const server = this.#server;
    this.#server = null;
    return server;
  }
}

interface Ways {
  readonly database: TcpProxy;
  readonly redis: TcpProxy;
}

export interface FleetOptions {
  readonly size: number;
  /** Migrated. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly journal: Journal;
}

/** Several instances of one installation. */
export class Fleet {
  readonly instances: readonly Instance[];

  private constructor(instances: readonly Instance[]) {
    this.instances = instances;
  }

  /** Resolves once all of them listen. The caller closes it. */
  static async start({ size, databaseUrl, redisUrl, journal }: FleetOptions): Promise<Fleet> {
    const instances = await Promise.all(
      Array.from({ length: size }, async (_, index) => {
        const [database, redis] = await Promise.all([
          startProxy(targetOf(databaseUrl)),
          startProxy(targetOf(redisUrl)),
        ]);
        const variables = {
          PORT: "0",
          DATABASE_URL: through(database, databaseUrl),
          REDIS_URL: through(redis, redisUrl),
          AUTH_SECRET: "a secret of tests that is long enough to be taken",
          AUTH_JWT_SECRET: jwtSecret,
          DRAIN_SECONDS: "1",
          REPLAY_LIMIT: "1000000",
        };
        return new Instance(index, { database, redis }, variables, journal);
      }),
    );
    const fleet = new Fleet(instances);
    try {
      await Promise.all(instances.map((instance) => instance.start()));
    } catch (error) {
      await fleet.close();
      throw error;
    }
    return fleet;
  }

  /** The address of one that takes clients, if any does. */
  pick(random: Random): string | null {
    const urls = this.instances.flatMap(({ url }) => url ?? []);
    return urls.length > 0 ? random.pick(urls) : null;
  }

  /** Ends in order those that run, and everything else at once. */
  async close(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.drain()));
    await Promise.all(this.instances.flatMap(({ database, redis }) => [database.close(), redis.close()]));
  }
}

function targetOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}

function through(proxy: TcpProxy, url: string): string {
  const way = new URL(url);
  way.hostname = "127.0.0.1";
  way.port = String(proxy.port);
  return way.href;
}

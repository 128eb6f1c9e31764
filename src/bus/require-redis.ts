import { setTimeout as sleep } from "node:timers/promises";
import { Redis, type RedisOptions } from "ioredis";
import { readRedisAddress } from "../redis-address.ts";
import { createConnector } from "./redis-connector.ts";

/** What keeps a `REDIS_URL` from being used, in one sentence for the operator; never tells the password. */
export class UnusableRedisError extends Error {
  override readonly name = "UnusableRedisError";

  constructor(urls: readonly string[], reason: string, cause?: unknown) {
    const hosts = urls.map((url) => new URL(url).host).join(" and ");
    super(`REDIS_URL names ${hosts}, ${reason.replace(/[.\s]*$/, ".")}`, { cause });
  }
}

/** The oldest of all, and the oldest of a cluster: ACL users came with the one, sharded pub/sub with the other. */
const oldestVersion = 6;
const oldestOfCluster = 7;

/** For so long one that cannot be reached is tried again, which bridges its restart; in milliseconds. */
const patience = 3_000;
const pause = 250;

/** How long connecting may take, and the answer after it; in milliseconds. */
const silenceLimit = 2_000;

/**
 * Makes sure, before anything is built on it, that a `REDIS_URL` leads to a Redis that can be used. Of a cluster one node
 * that can be reached is enough. One that goes away later is the connections' matter. Takes seven seconds at most.
 *
 * @throws UnusableRedisError when none can be reached, lets nobody in, is too old, or is a cluster where none is said.
 */
export async function requireRedis(redisUrl: string): Promise<void> {
  const { urls, isCluster } = readRedisAddress(redisUrl);
  const deadline = performance.now() + patience;
  for (;;) {
    const asked = await Promise.all(urls.map(ask));
    const found = asked.find((answer): answer is Description => "version" in answer);
    if (found) return requireFit(urls, isCluster, found);
    const [failure] = asked as Failure[];
    if (failure && (!failure.mayPass || performance.now() > deadline)) {
      throw new UnusableRedisError(urls, `which cannot be used: ${failure.reason}`, failure.cause);
    }
    await sleep(pause);
  }
}

function requireFit(urls: readonly string[], isCluster: boolean, { version, isOfCluster }: Description): void {
  const oldest = isCluster ? oldestOfCluster : oldestVersion;
  if (isOfCluster && !isCluster) throw new UnusableRedisError(urls, "a node of a cluster: add ?cluster=true");
  if (!isOfCluster && isCluster) {
    throw new UnusableRedisError(urls, "no node of a cluster: name one Redis, without ?cluster=true");
  }
  if (version >= oldest) return;
  const needed = isCluster ? "a cluster must be" : "it must be";
  throw new UnusableRedisError(urls, `which is version ${version}: ${needed} ${oldest} or newer`);
}

interface Description {
  /** Of Valkey, that of the Redis that it stands in for. */
  readonly version: number;
  readonly isOfCluster: boolean;
}

interface Failure {
  readonly reason: string;
  readonly cause: unknown;
  /** Whether it may be another if it is asked once more. */
  readonly mayPass: boolean;
}

async function ask(url: string): Promise<Description | Failure> {
  let broken: unknown;
  const note = (error: Error) => {
    broken ??= error;
  };
  const { username, password, pathname } = new URL(url);
  const credentials = username ? [username, password] : password ? [password] : [];
  // By itself the client only writes to the console that a password is not needed, and goes on with another database
  // where it is refused the one that is named.
  const bare = Object.assign(new URL(url), { username: "", password: "", pathname: "" }).href;
  const client = new Redis(bare, { ...askedOnce, Connector: createConnector(note) } as RedisOptions);
  client.on("error", note);
  try {
    await client.connect();
    if (credentials.length > 0) await client.call("AUTH", ...credentials.map(decodeURIComponent));
    if (pathname.length > 1) await client.select(pathname.slice(1));
    return describe(await client.info());
  } catch (error) {
    return explain(broken ?? error, new URL(url).protocol === "rediss:");
  } finally {
    client.disconnect();
  }
}

const askedOnce = {
  lazyConnect: true,
  connectTimeout: silenceLimit,
  commandTimeout: silenceLimit,
  retryStrategy: () => null,
  enableReadyCheck: false,
  disableClientInfo: true,
} satisfies RedisOptions;

function describe(info: string): Description {
  const version = /^redis_version:(\d+)/m.exec(info)?.[1];
  if (version === undefined) throw new Error("it does not tell its version");
  return { version: Number(version), isOfCluster: /^cluster_enabled:1/m.test(info) };
}

function explain(cause: unknown, isSecure: boolean): Failure {
  const error = cause instanceof AggregateError ? cause.errors[0] : cause;
  const { message, code = "" }: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
  if (message === "Command timed out" || message === "connect ETIMEDOUT") {
    const way = isSecure ? " over TLS" : "";
    return { reason: `it does not answer${way} within ${silenceLimit / 1_000} seconds`, cause, mayPass: true };
  }
  if (code === "ECONNRESET" || message === "Connection is closed.") {
    const advice = isSecure ? "" : ", as one does that wants TLS (rediss://)";
    return { reason: `it ends the connection${advice}`, cause, mayPass: true };
  }
  if (needlessPassword.test(message)) {
    return { reason: "it has no password: leave the one in REDIS_URL out, or set it there", cause, mayPass: false };
  }
  // OpenSSL's own words fill several lines.
  if (/^(ERR_SSL|EPROTO)/.test(code)) return { reason: "it does not speak TLS", cause, mayPass: false };
  return { reason: message || code, cause, mayPass: passing.test(`${code} ${message}`) };
}

/** Of networks and names, and of a Redis that is starting. */
const passing = /^(ECONN|EAI|EHOST|ENET|EPIPE|ENOTFOUND)|LOADING/;

/** Of Redis from version 6 on, and before. */
const needlessPassword = /without any password configured|no password is set/;

import { Redis, type RedisOptions } from "ioredis";
import { bridgeRestart } from "../bridge-restart.ts";
import { readNetworkError } from "../read-network-error.ts";
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

/** How long connecting may take, and each answer after it; in milliseconds. */
const silenceLimit = 2_000;

/** How long one try may take, however slowly the server goes on answering; in milliseconds. */
const limit = 3_500;

/**
 * Makes sure, before anything is built on it, that a `REDIS_URL` leads to a Redis that can be used. Of a cluster one node
 * that can be reached is enough. One that goes away later is the connections' matter. Takes seven seconds at most.
 *
 * @throws UnusableRedisError when none can be reached, lets nobody in, is too old, or is a cluster where none is said.
 */
export async function requireRedis(redisUrl: string): Promise<void> {
  const { urls, isCluster } = readRedisAddress(redisUrl);
  try {
    const found = await bridgeRestart(
      () => askAll(urls),
      (error) => error instanceof RedisFailure && error.mayPass,
    );
    requireFit(urls, isCluster, found);
  } catch (error) {
    if (!(error instanceof RedisFailure)) throw error;
    throw new UnusableRedisError(urls, `which cannot be used: ${error.message}`, error);
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

/** Why one did not answer; the message is the rest of a sentence. */
class RedisFailure extends Error {
  override readonly name = "RedisFailure";
  /** Whether it may be another if it is asked once more. */
  readonly mayPass: boolean;

  constructor(reason: string, mayPass: boolean, cause: unknown) {
    super(reason, { cause });
    this.mayPass = mayPass;
  }
}

/** What the first says that answers; rejects as the one that is named first. */
async function askAll(urls: readonly string[]): Promise<Description> {
  return Promise.any(urls.map(ask)).catch(({ errors }: AggregateError) => {
    throw errors[0];
  });
}

async function ask(url: string): Promise<Description> {
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
  const tooLate = setTimeout(() => {
    note(new RedisFailure(`it does not let in within ${limit / 1_000} seconds`, true, null));
    client.disconnect();
  }, limit);
  try {
    await client.connect();
    if (credentials.length > 0) await client.call("AUTH", ...credentials.map(decodeURIComponent));
    if (pathname.length > 1) await client.select(pathname.slice(1));
    return describe(await client.info());
  } catch (error) {
    throw explain(broken ?? error, new URL(url).protocol === "rediss:");
  } finally {
    clearTimeout(tooLate);
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

function explain(cause: unknown, isSecure: boolean): RedisFailure {
  if (cause instanceof RedisFailure) return cause;
  const { reason, code, mayPass } = readNetworkError(cause);
  if (reason === "Command timed out" || reason === "connect ETIMEDOUT") {
    const way = isSecure ? " over TLS" : "";
    return new RedisFailure(`it does not answer${way} within ${silenceLimit / 1_000} seconds`, true, cause);
  }
  if (code === "ECONNRESET" || reason === "Connection is closed.") {
    const advice = isSecure ? "" : ", as one does that wants TLS (rediss://)";
    return new RedisFailure(`it ends the connection${advice}`, true, cause);
  }
  if (needlessPassword.test(reason)) {
    return new RedisFailure("it has no password: leave the one in REDIS_URL out, or set it there", false, cause);
  }
  const isStarting = reason.startsWith("LOADING");
  return new RedisFailure(reason, mayPass || isStarting, cause);
}

/** Of Redis from version 6 on, and before. */
const needlessPassword = /without any password configured|no password is set/;

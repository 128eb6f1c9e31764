import { once } from "node:events";
import { Cluster, type ClusterOptions, Redis, type RedisOptions } from "ioredis";
import type { Logger } from "pino";
import { readRedisAddress } from "../redis-address.ts";
import { createConnector } from "./redis-connector.ts";

/** Milliseconds of silence after which a node of Redis counts as gone, if an answer is due. */
const silenceLimit = 2_000;

/** Milliseconds between two pings, which make an answer due on an idle connection too. */
const pingInterval = 1_000;

/** Milliseconds between two attempts, at most. */
const maxRetryDelay = 1_000;

/** Milliseconds after which whoever can reach Redis again has a connection, at most: a pause, and an attempt. */
export const longestReturn = maxRetryDelay + silenceLimit;

/** Milliseconds that the end of a connection is waited for, at most. */
const disconnectTimeout = 500;

/** Milliseconds between two looks at who serves which slots of a cluster; a node that is lost or redirects is one, too. */
const slotsInterval = 5_000;

export interface RedisConnection<Client extends Redis | Cluster = Redis | Cluster> {
  readonly client: Client;
  /** Whether it is there: of a cluster, each primary. */
  isReady(): boolean;
  /**
   * To be called with what a command was rejected with. Says once what Redis refuses (its ACL, for example); that the
   * connection is gone is logged anyway.
   */
  reportFailure(error: unknown): void;
  /** Sends what was written and ends the connection; waits half a second at most. */
  close(): Promise<void>;
}

export interface RedisConnectionOptions {
  readonly name: string;
  readonly logger: Logger;
}

/**
 * A connection to the one node or the cluster that a `REDIS_URL` names. It comes back for ever and keeps nothing for
 * later: while Redis is away, or accepts and never answers, commands are rejected, those under way included. Each
 * change of state is logged once.
 */
export function createRedisConnection(redisUrl: string, options: RedisConnectionOptions): RedisConnection {
  const { urls, isCluster } = readRedisAddress(redisUrl);
  if (!isCluster) return createNodeConnection(redisUrl, options);
  return watchOver(openCluster(urls, options.name), options);
}

/** A connection as above to one node, be it of a cluster. */
export function createNodeConnection(
  node: string | RedisOptions,
  options: RedisConnectionOptions,
): RedisConnection<Redis> {
  const how = { ...nodeOptions(options.name), retryStrategy };
  return watchOver(typeof node === "string" ? new Redis(node, how) : new Redis({ ...node, ...how }), options);
}

function openCluster(urls: readonly string[], name: string): Cluster {
  const { protocol, username, password } = new URL(urls[0] ?? "");
  let broken: Error | undefined;
  const redisOptions: RedisOptions = nodeOptions(name, (error) => {
    broken = error;
  });
  if (username) redisOptions.username = decodeURIComponent(username);
  if (password) redisOptions.password = decodeURIComponent(password);
  if (protocol === "rediss:") redisOptions.tls = {};
  const options: ClusterOptions = {
    redisOptions,
    // Names stay names: certificates hold them, and they are looked up anew for every attempt.
    dnsLookup: (host, done) => done(null, host),
    enableOfflineQueue: false,
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshInterval: slotsInterval,
    slotsRefreshTimeout: silenceLimit / 2,
    clusterRetryStrategy: retryStrategy,
  };
  const cluster = new Cluster([...urls], options);
  // It tells only that no node could be asked, not what is wrong with the way to them.
  cluster.on("error", (error: ClusterError) => {
    if (error.lastNodeError?.name !== "ReplyError") error.lastNodeError = broken ?? error;
  });
  // Whoever has lost a node learns soon who stands in for it, and has the node again when it is back.
  cluster.on("-node", () => cluster.refreshSlotsCache());
  return cluster;
}

function nodeOptions(name: string, onError: (error: Error) => void = () => {}) {
  return {
    Connector: createConnector(onError),
    connectionName: `lockstep-${name}`,
    connectTimeout: silenceLimit,
    disconnectTimeout,
    // There is no `commandTimeout`: it would reject a command that the client still keeps in its queue, and whoever
    // counts what is under way would then send without bound. This one ends the connection, and so all that waits.
    socketTimeout: silenceLimit,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    maxLoadingRetryTime: maxRetryDelay,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
  } satisfies RedisOptions;
}

function retryStrategy(attempt: number): number {
  return Math.min(attempt * 100, maxRetryDelay);
}

function watchOver<Client extends Redis | Cluster>(
  client: Client,
  options: RedisConnectionOptions,
): RedisConnection<Client> {
  const logger = options.logger.child({ redis: options.name });
  let state: "starting" | "connected" | "away" | "closed" = "starting";
  const refused = new Set<string>();

  function reportAway(reason?: string): void {
    if (state === "away" || state === "closed") return;
    state = "away";
    logger.warn({ reason }, "Redis is away; trying until it is back.");
  }

  client.on("ready", () => {
    // A cluster's client turns to a node only when it is asked to.
    if (client instanceof Cluster) ping();
    if (state === "connected" || state === "closed") return;
    state = "connected";
    logger.info("Connected to Redis.");
  });
  client.on("error", (error) => {
    if (!isStrayReply(error)) reportAway(describeError(error));
  });
  client.on("close", () => {
    if (client instanceof Redis) forgetSilence(client);
    reportAway();
  });

  function reportFailure(error: unknown): void {
    if (!(error instanceof Error) || error.name !== "ReplyError") return;
    const code = error.message.split(" ")[0] ?? "";
    if (refused.has(code)) return;
    refused.add(code);
    logger.error({ reason: error.message }, "Redis refuses a command.");
  }

  function ping(): void {
    for (const node of client instanceof Cluster ? client.nodes() : [client]) {
      // The text counts as an answer that is due: without one, the client would not notice what answers another's place.
      if (node.status === "ready" || node.status === "wait") node.ping("alive").catch(reportFailure);
    }
  }

  const heartbeat = setInterval(ping, pingInterval);

  async function end(): Promise<void> {
    state = "closed";
    clearInterval(heartbeat);
    const isAway = ["reconnecting", "close", "end"].includes(client.status);
    const ended = once(client, "end", { signal: AbortSignal.timeout(disconnectTimeout) }).catch(() => {});
    client.disconnect();
    // Between two attempts there is no connection whose end could be waited for.
    if (!isAway) await ended;
  }

  let ending: Promise<void> | undefined;

  return {
    client,
    isReady: () => client.status === "ready" && primariesOf(client).every(({ status }) => status === "ready"),
    reportFailure,
    close() {
      ending ??= end();
      return ending;
    },
  };
}

function primariesOf(client: Redis | Cluster): readonly Redis[] {
  return client instanceof Cluster ? client.nodes("master") : [client];
}

/**
 * Whether the client only met a reply that it had not asked for: so it takes the news that a slot, and with it a
 * channel, has left its node.
 */
export function isStrayReply(error: Error): boolean {
  return error.message.startsWith("Command queue state error");
}

/** The client leaves this timer running, and it would end the next connection for the silence of the last one. */
function forgetSilence(client: Redis): void {
  clearTimeout(client["socketTimeoutTimer"]);
  client["socketTimeoutTimer"] = undefined;
}

/** Only message or code: the client's errors also carry the command, and with AUTH the password. */
function describeError(error: ClusterError): string | undefined {
  const { message, code }: NodeJS.ErrnoException = error.lastNodeError ?? error;
  return message || code;
}

type ClusterError = Error & { lastNodeError?: Error };

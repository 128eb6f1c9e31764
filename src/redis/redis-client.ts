import { Cluster, type ClusterOptions, Redis, type RedisOptions } from "ioredis";
import { readRedisAddress, type SentinelAddress } from "../config/redis-address.ts";
import { createConnector, createSentinelConnector } from "./ioredis-compat.ts";

/** Milliseconds of silence after which a node of Redis counts as gone, if an answer is due. */
const silenceLimit = 2_000;

/** Milliseconds between two attempts, at most. */
const maxRetryDelay = 1_000;

/** Milliseconds that the end of a connection is waited for, at most. */
export const disconnectTimeout = 500;

/**
 * Milliseconds between two looks at who serves which slots of a cluster; a node that is lost or redirects is one, too.
 */
const slotsInterval = 5_000;

/** Milliseconds between two connections that are given up for what a replica answered. */
const replicaPause = 1_000;

/**
 * A client of the Redis, the cluster or the primary that a `REDIS_URL` names. It keeps nothing for later: commands are
 * rejected while there is no connection, those under way included.
 */
export function openRedis(redisUrl: string, name: string): Redis | Cluster {
  const address = readRedisAddress(redisUrl);
  return address.kind === "cluster" ? openCluster(address.urls, name) : openNode(redisUrl, name);
}

/** The same for one node, be it of a cluster. */
export function openNode(node: string | RedisOptions, name: string): Redis {
  const how = { ...nodeOptions(name), retryStrategy, reconnectOnError: leaveReplica() };
  if (typeof node !== "string") return new Redis({ ...node, ...how });
  const address = readRedisAddress(node);
  return address.kind === "sentinel" ? new Redis({ ...how, ...sentinelOptions(address) }) : new Redis(node, how);
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
  // A client that lost a node soon learns its replacement, and has the node again when it returns.
  cluster.on("-node", () => cluster.refreshSlotsCache());
  return cluster;
}

/**
 * The client asks the Sentinels for every attempt, and leaves a primary as soon as one of them says that it was
 * replaced.
 */
function sentinelOptions(address: SentinelAddress): RedisOptions {
  const { sentinels, name, database, isSecure, credentials, sentinelCredentials } = address;
  return {
    Connector: createSentinelConnector(() => {}),
    sentinels: [...sentinels],
    name,
    role: "master",
    db: database,
    failoverDetector: true,
    sentinelRetryStrategy: retryStrategy,
    sentinelReconnectStrategy: retryStrategy,
    sentinelCommandTimeout: silenceLimit,
    ...(credentials.username && { username: credentials.username }),
    ...(credentials.password && { password: credentials.password }),
    ...(sentinelCredentials.username && { sentinelUsername: sentinelCredentials.username }),
    ...(sentinelCredentials.password && { sentinelPassword: sentinelCredentials.password }),
    ...(isSecure && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true }),
  };
}

function nodeOptions(name: string, onError: (error: Error) => void = () => {}) {
  return {
    Connector: createConnector(onError),
    connectionName: `lockstep-${name}`,
    connectTimeout: silenceLimit,
    disconnectTimeout,
    // There is no `commandTimeout`: it would reject a command that the client still keeps in its queue. A caller that
    // counts commands in flight would then send without bound. This timeout ends the connection, and so all that waits.
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

/**
 * A primary that became a replica keeps its clients, and the name may now have another address. It is looked up anew,
 * once a second at most.
 */
function leaveReplica(): (error: Error) => boolean {
  let leftAt = Number.NEGATIVE_INFINITY;
  return ({ message }) => {
    if (!/READONLY|MASTERDOWN/.test(message) || performance.now() - leftAt < replicaPause) return false;
    leftAt = performance.now();
    return true;
  };
}

/** Only message or code: the client's errors also carry the command, and with AUTH the password. */
export function describeError(error: ClusterError): string | undefined {
  const { message, code }: NodeJS.ErrnoException = error.lastNodeError ?? error;
  return message || code;
}

type ClusterError = Error & { lastNodeError?: Error };

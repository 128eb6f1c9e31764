import { z } from "zod";

/** Where Redis is, as `REDIS_URL` says it. */
export interface RedisAddress {
  /** At least one; those of a cluster share scheme, user and password. */
  readonly urls: readonly string[];
  readonly isCluster: boolean;
}

/** Takes a `REDIS_URL` apart, be its parts good or bad: several nodes of one cluster, one with `?cluster=true`, or one. */
export function readRedisAddress(redisUrl: string): RedisAddress {
  const urls = redisUrl.split(",").map((url) => url.trim());
  const isCluster = urls.some((url) => URL.canParse(url) && new URL(url).searchParams.get("cluster") === "true");
  return { urls, isCluster: isCluster || urls.length > 1 };
}

/** A `REDIS_URL` that can be used, as far as can be said without asking Redis. */
export const redisUrl = z
  .string()
  .trim()
  .superRefine((value, context) => {
    const fault = findFault(readRedisAddress(value));
    if (fault) context.addIssue(fault);
  });

/**
 * The rest of a sentence that begins with the variable's name. What the client does not know it would take for something
 * else: a parameter for one of its options, no host for its own.
 */
function findFault({ urls, isCluster }: RedisAddress): string | null {
  if (!urls.every((url) => /^rediss?:\/\//.test(url) && URL.canParse(url))) {
    return "must be a URL that begins with redis:// or rediss://, or several of them separated by commas.";
  }
  const nodes = urls.map((url) => new URL(url));
  if (nodes.some(({ hostname, port }) => hostname === "" || port === "0")) return "must hold a host, and no port 0.";
  if (!nodes.every(hasReadableCredentials)) return "must hold user and password percent-encoded, % itself as %25.";
  if (nodes.some(({ search, hash }) => !["", "?cluster=true"].includes(search) || hash !== "")) {
    return "must hold no parameter but cluster=true, written so.";
  }
  if (!nodes.every(({ pathname }) => /^\/?\d*$/.test(pathname))) {
    return "must name a database by its number, as in redis://host/1, or none.";
  }
  if (new Set(nodes.map(wayIn)).size > 1) {
    return "must name nodes of one cluster, all with the same scheme, user and password.";
  }
  if (isCluster && !nodes.every(({ pathname }) => /^\/?0?$/.test(pathname))) {
    return "must not name a database together with a cluster, which has only one.";
  }
  return null;
}

function hasReadableCredentials({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}:${password}`);
    return true;
  } catch {
    return false;
  }
}

/** What the nodes of a cluster have in common. */
function wayIn({ protocol, username, password }: URL): string {
  return `${protocol}//${username}:${password}`;
}

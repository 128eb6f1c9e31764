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

/**
 * A `REDIS_URL` that can be used, as far as can be said without Redis; its faults are sentences that begin with its name.
 * The client itself would take what it does not know for something else: a parameter for an option, no host for its own.
 */
export const redisUrl = z
  .string()
  .trim()
  .refine(
    ...ofEachNode(
      isUrl,
      "must be a URL that begins with redis:// or rediss://, or several of them separated by commas.",
    ),
  )
  .refine(...ofEachNode(hasHost, "must hold a host, and no port 0."))
  .refine(...ofEachNode(hasReadableCredentials, "must hold user and password percent-encoded, % itself as %25."))
  .refine(...ofEachNode(hasNumber, "must name a database by its number, as in redis://host/1, or none."))
  .refine(...ofEachNode(hasKnownParameter, "must hold no parameter but cluster=true, written so."))
  .refine(
    (value) => new Set(readRedisAddress(value).urls.map(wayIn)).size === 1,
    "must name nodes of one cluster, all with the same scheme, user and password.",
  )
  .refine((value) => {
    const { urls, isCluster } = readRedisAddress(value);
    return !isCluster || urls.every((node) => /^\/?0?$/.test(new URL(node).pathname));
  }, "must not name a database together with a cluster, which has only one.");

/** Once such a check fails, no other is made. */
function ofEachNode(isFine: (url: string) => boolean, error: string) {
  return [(value: string) => readRedisAddress(value).urls.every(isFine), { error, abort: true }] as const;
}

function isUrl(url: string): boolean {
  return URL.canParse(url) && /^rediss?:\/\//.test(url);
}

function hasHost(url: string): boolean {
  const { hostname, port } = new URL(url);
  return hostname !== "" && port !== "0";
}

function hasReadableCredentials(url: string): boolean {
  const { username, password } = new URL(url);
  try {
    decodeURIComponent(`${username}:${password}`);
    return true;
  } catch {
    return false;
  }
}

function hasNumber(url: string): boolean {
  return /^\/?\d*$/.test(new URL(url).pathname);
}

function hasKnownParameter(url: string): boolean {
  const { search, hash } = new URL(url);
  return ["", "?cluster=true"].includes(search) && hash === "";
}

/** What the nodes of a cluster have in common. */
function wayIn(node: string): string {
  const { protocol, username, password } = new URL(node);
  return `${protocol}//${username}:${password}`;
}

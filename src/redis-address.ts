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

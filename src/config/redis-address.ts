import { z } from "zod";
import { hideCredentials } from "./kinds.ts";
import type { Kind } from "./setting.ts";

/** Where Redis is, as `REDIS_URL` says it. */
export type RedisAddress =
  | { readonly kind: "single"; readonly url: string }
  /** At least one node; all share scheme, user and password. */
  | { readonly kind: "cluster"; readonly urls: readonly string[] }
  | SentinelAddress;

/** Sentinels that know the primary of this name. */
export interface SentinelAddress {
  readonly kind: "sentinel";
  readonly sentinels: readonly { readonly host: string; readonly port: number }[];
  readonly name: string;
  readonly database: number;
  /** True when both Sentinels and data nodes speak TLS. */
  readonly isSecure: boolean;
  /** For the data nodes. */
  readonly credentials: RedisCredentials;
  readonly sentinelCredentials: RedisCredentials;
}

/** Empty where there are none. */
export interface RedisCredentials {
  readonly username: string;
  readonly password: string;
}

/** Takes apart a valid `REDIS_URL`. */
export function readRedisAddress(redisUrl: string): RedisAddress {
  const sentinel = readSentinelAddress(redisUrl);
  if (sentinel) return sentinel;
  const urls = splitNodes(redisUrl);
  return urls.length > 1 || urls.some(isOfCluster) ? { kind: "cluster", urls } : { kind: "single", url: redisUrl };
}

/** A `REDIS_URL` that can be used, as far as can be said without asking Redis. */
export const redisUrl: Kind<string> = {
  words: "`redis://`, `rediss://` or `redis+sentinel://` URL",
  schema: z
    .string()
    .trim()
    .superRefine((value, context) => {
      const fault = isOfSentinel(value) ? findSentinelFault(value) : findFault(splitNodes(value));
      if (fault) context.addIssue(fault);
    }),
  show: hideCredentials,
};

function splitNodes(redisUrl: string): string[] {
  return redisUrl.split(",").map((url) => url.trim());
}

function isOfCluster(url: string): boolean {
  return URL.canParse(url) && new URL(url).searchParams.get("cluster") === "true";
}

/**
 * Returns the rest of a sentence that begins with the variable's name. The client would take an unknown parameter for
 * one of its options, and a missing host for its own.
 */
function findFault(urls: readonly string[]): string | null {
  if (!urls.every((url) => /^rediss?:\/\//.test(url) && URL.canParse(url))) {
    return "must be a URL that begins with redis:// or rediss://, or several of them separated by commas.";
  }
  const nodes = urls.map((url) => new URL(url));
  if (nodes.some(({ hostname, port }) => hostname === "" || port === "0")) return "must hold a host, and no port 0.";
  if (!nodes.every(({ username, password }) => isDecodable(`${username}:${password}`))) return unreadableCredentials;
  if (nodes.some(({ search, hash }) => !["", "?cluster=true"].includes(search) || hash !== "")) {
    return "must hold no parameter but cluster=true, written so.";
  }
  if (!nodes.every(({ pathname }) => /^\/?\d*$/.test(pathname))) {
    return "must name a database by its number, as in redis://host/1, or none.";
  }
  if (new Set(nodes.map(accessOf)).size > 1) {
    return "must name nodes of one cluster, all with the same scheme, user and password.";
  }
  const isCluster = urls.length > 1 || urls.some(isOfCluster);
  if (isCluster && !nodes.every(({ pathname }) => /^\/?0?$/.test(pathname))) {
    return "must not name a database together with a cluster, which has only one.";
  }
  return null;
}

const unreadableCredentials = "must hold user and password percent-encoded, % itself as %25.";

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Part of a URL that the nodes of a cluster have in common. */
function accessOf({ protocol, username, password }: URL): string {
  return `${protocol}//${username}:${password}`;
}

function isOfSentinel(redisUrl: string): boolean {
  return /^rediss?\+sentinel:/.test(redisUrl);
}

/** Scheme, credentials, Sentinels, name, database, parameters. Several hosts are no URL to a parser of URLs. */
const sentinelPattern = /^(rediss?)\+sentinel:\/\/(?:([^@/?#]*)@)?([^@/?#]+)\/([^@/?#]+)(?:\/(\d+))?(?:\?([^#]*))?$/;

const sentinelParameters = ["sentinelUsername", "sentinelPassword"];

function findSentinelFault(value: string): string | null {
  const parts = sentinelPattern.exec(value);
  if (!parts) return "must name Sentinels and their primary, as in redis+sentinel://host:26379,host:26379/name.";
  const [, , credentials = "", hosts = "", , , search = ""] = parts;
  if (!hosts.split(",").every(isHostAndPort)) return "must hold a host for each Sentinel, and no port 0.";
  if (!isDecodable(credentials)) return unreadableCredentials;
  if ([...new URLSearchParams(search).keys()].some((key) => !sentinelParameters.includes(key))) {
    return `must hold no parameters but ${sentinelParameters.join(" and ")} together with Sentinel.`;
  }
  return null;
}

function isHostAndPort(text: string): boolean {
  const url = `redis://${text.trim()}`;
  if (text.trim() === "" || !URL.canParse(url)) return false;
  const { hostname, port, pathname } = new URL(url);
  return hostname !== "" && port !== "0" && pathname === "";
}

function readSentinelAddress(redisUrl: string): SentinelAddress | null {
  const parts = sentinelPattern.exec(redisUrl);
  if (!parts) return null;
  const [, scheme, credentials = "", hosts = "", name = "", database = "0", search = ""] = parts;
  const [username = "", ...password] = credentials.split(":");
  const parameters = new URLSearchParams(search);
  return {
    kind: "sentinel",
    sentinels: hosts.split(",").map(readHostAndPort),
    name: isDecodable(name) ? decodeURIComponent(name) : name,
    database: Number(database),
    isSecure: scheme === "rediss",
    credentials: { username: decodeURIComponent(username), password: decodeURIComponent(password.join(":")) },
    sentinelCredentials: {
      username: parameters.get("sentinelUsername") ?? "",
      password: parameters.get("sentinelPassword") ?? "",
    },
  };
}

function readHostAndPort(text: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(`redis://${text.trim()}`);
  return { host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? 26_379 : Number(port) };
}

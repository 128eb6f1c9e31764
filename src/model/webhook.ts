import { createHmac, randomBytes } from "node:crypto";
import ipaddr from "ipaddr.js";
import type { WebhookState } from "../database/generated/enums.ts";

/** Upper bounds: webhooks of a project, characters of an address, deliveries that are kept of each webhook. */
export const webhookLimits = { perProject: 10, url: 2_000, deliveries: 100 };

/** A webhook as those who manage the project see it. The secret is shown once, when it is made. */
export interface Webhook {
  readonly id: string;
  readonly projectId: string;
  readonly url: string;
  readonly state: WebhookState;
  /** Number of the last change that was delivered. */
  readonly seq: number;
  /** Why it fails or was paused; null: it does not, or a person paused it. */
  readonly reason: string | null;
}

/** An attempt to deliver a change. */
export interface WebhookDelivery {
  readonly seq: number;
  /** When the attempt began, ISO 8601. */
  readonly at: string;
  /** From 1. */
  readonly attempt: number;
  /** Status of the answer over HTTP; null: there was none. */
  readonly status: number | null;
  readonly durationMs: number;
  /** Why it failed, where the status does not tell. */
  readonly error: string | null;
}

const prefix = "whsec_";

/** Returns a new secret as the Standard Webhooks specification wants it: `whsec_` and 32 random bytes in Base64. */
export function createWebhookSecret(): string {
  return prefix + randomBytes(32).toString("base64");
}

/** The parts of a request that a signature covers. */
export interface SignedParts {
  readonly id: string;
  /** Seconds since the epoch, whole. */
  readonly timestamp: number;
  readonly body: string;
}

/** Returns the value of `webhook-signature` by the Standard Webhooks specification. */
export function signDelivery(secret: string, { id, timestamp, body }: SignedParts): string {
  const key = Buffer.from(secret.slice(prefix.length), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

/**
 * Returns an address in its canonical form, or why nothing can be delivered to it. A name may still lead to a private
 * address, which is refused at each connection.
 */
export function readAddress(
  text: string,
  mayBePrivate: boolean,
): { readonly url: string } | { readonly fault: string } {
  if (!URL.canParse(text)) return { fault: "must be an address, e.g. https://example.com/hook." };
  const { protocol, username, password, hash, hostname, href: url } = new URL(text);
  if (!/^https?:$/.test(protocol)) return { fault: "must begin with https:// or http://." };
  if (username || password) return { fault: "must not hold a name or a password. Check the signature instead." };
  if (hash) return { fault: "must not have a fragment." };
  if (url.length > webhookLimits.url) {
    return { fault: `must have at most ${webhookLimits.url} characters, as a URL writes them.` };
  }
  if (!mayBePrivate && isPrivate(hostname)) {
    return { fault: "must not be a private address; the server's WEBHOOK_ALLOW_PRIVATE allows it." };
  }
  return { url };
}

/**
 * True for an address, or the host of a URL, that is not for the public internet. Those are all ranges of IANA's
 * registries of special-purpose addresses, and of version 6 all that is not assigned for it. Names may turn out so.
 */
export function isPrivate(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (ipaddr.isValid(name)) {
    const address = ipaddr.parse(name);
    return address.range() !== "unicast" || (address instanceof ipaddr.IPv6 && !address.match(globalUnicast));
  }
  return name === "localhost" || name.endsWith(".localhost");
}

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

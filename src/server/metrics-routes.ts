import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { BlockList, isIPv6 } from "node:net";
import type { FastifyPluginAsync } from "fastify";

export interface MetricsRoutes {
  /** What is answered, and its content type. */
  readonly metrics: { readonly contentType: string; render(): Promise<string> };
  /** Who shows it may read them, and nobody else. Null: whoever is near. */
  readonly token: string | null;
}

/**
 * A Fastify plugin: `/metrics`. Without a token they are for those who ask from this machine or a private network, and
 * directly: what came by a proxy came from anywhere. For others there is nothing here.
 */
export const metricsRoutes: FastifyPluginAsync<MetricsRoutes> = async (app, { metrics, token }) => {
  app.get("/metrics", async ({ raw }, reply) => {
    if (token === null && !isNear(raw)) return reply.callNotFound();
    if (token !== null && !holdsToken(raw, token)) {
      return reply.code(401).header("www-authenticate", "Bearer").send({ message: "This needs METRICS_TOKEN." });
    }
    return reply.type(metrics.contentType).send(await metrics.render());
  });
};

function isNear({ socket, headers }: IncomingMessage): boolean {
  const { remoteAddress: address } = socket;
  const isForwarded = proxyHeaders.some((name) => name in headers);
  return !isForwarded && address !== undefined && near.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/** One of them at least is set by every proxy that is made for the web. */
const proxyHeaders = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

const near = new BlockList();
near.addSubnet("127.0.0.0", 8);
near.addSubnet("10.0.0.0", 8);
near.addSubnet("172.16.0.0", 12);
near.addSubnet("192.168.0.0", 16);
near.addSubnet("169.254.0.0", 16);
near.addAddress("::1", "ipv6");
near.addSubnet("fc00::", 7, "ipv6");
near.addSubnet("fe80::", 10, "ipv6");

/** In a time that tells nothing of the token. */
function holdsToken({ headers }: IncomingMessage, token: string): boolean {
  return timingSafeEqual(digest(headers.authorization ?? ""), digest(`Bearer ${token}`));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { BlockList, isIPv6 } from "node:net";
import type { FastifyPluginAsync } from "fastify";

export interface MetricsRoutes {
  /** Renders the answer of this content type. */
  readonly metrics: { readonly contentType: string; render(): Promise<string> };
  /** Bearer token required to read the metrics; null: none. */
  readonly token: string | null;
  /** True: without a token this machine may read them. A local proxy that adds no header would let in everybody. */
  readonly isOpenHere: boolean;
}

/** A Fastify plugin: `/metrics`. It is not there where nobody may read them. */
export const metricsRoutes: FastifyPluginAsync<MetricsRoutes> = async (app, { metrics, token, isOpenHere }) => {
  if (token === null && !isOpenHere) {
    app.log.info("/metrics is off in production; set METRICS_TOKEN.");
    return;
  }
  app.get("/metrics", async ({ raw }, reply) => {
    if (token === null && !isFromHere(raw)) return reply.callNotFound();
    if (token !== null && !holdsToken(raw, token)) {
      return reply.code(401).header("www-authenticate", "Bearer").send({ message: "This needs METRICS_TOKEN." });
    }
    return reply.type(metrics.contentType).send(await metrics.render());
  });
};

function isFromHere({ socket, headers }: IncomingMessage): boolean {
  const { remoteAddress: address } = socket;
  const isForwarded = proxyHeaders.some((name) => name in headers);
  return !isForwarded && address !== undefined && loopback.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/** One of them at least is set by most proxies that are made for the web. */
const proxyHeaders = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

/** In a time that tells nothing of the token. */
function holdsToken({ headers }: IncomingMessage, token: string): boolean {
  return timingSafeEqual(digest(headers.authorization ?? ""), digest(`Bearer ${token}`));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

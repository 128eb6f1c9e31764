import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { BlockList, isIPv6 } from "node:net";
import type { FastifyPluginAsync } from "fastify";

export interface MetricsRoutes {
  /** Body of the answer, and its content type. */
  readonly metrics: { readonly contentType: string; render(): Promise<string> };
  /** Bearer token required to read them. */
  readonly token: string | null;
  /** Lets this machine read them without a token: a proxy on it that adds no header would let in everybody. */
  readonly isOpenHere: boolean;
}

/** A Fastify plugin: `/metrics`. For those who may not read them by any means there is nothing here. */
export const metricsRoutes: FastifyPluginAsync<MetricsRoutes> = async (app, { metrics, token, isOpenHere }) => {
  if (token === null && !isOpenHere) {
    app.log.info("There is no /metrics: in production it needs METRICS_TOKEN.");
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

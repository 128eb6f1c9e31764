import type { FastifyCorsOptions, FastifyCorsOptionsDelegateCallback } from "@fastify/cors";

/**
 * Lets pages of `origins` use `/graphql` without credentials, since it ignores cookies, and `/auth` with them. Browsers
 * enforce it.
 */
export function allowOrigins(origins: readonly string[]): FastifyCorsOptionsDelegateCallback {
  const allowed = {
    origin: [...origins],
    methods: ["GET", "POST"],
    exposedHeaders,
    // Preflights are spared for so many seconds.
    maxAge: 600,
    strictPreflight: false,
  };
  const ofGraphql: FastifyCorsOptions = { ...allowed, allowedHeaders: graphqlHeaders };
  const ofAuth: FastifyCorsOptions = {
    ...allowed,
    allowedHeaders: ["authorization", "content-type"],
    credentials: true,
  };
  const ofOthers: FastifyCorsOptions = { origin: false };
  return ({ url }, answer) => {
    const [path = ""] = url.split("?", 1);
    answer(null, path === "/graphql" ? ofGraphql : path.startsWith("/auth/") ? ofAuth : ofOthers);
  };
}

/** Response headers that pages of other origins may read. */
const exposedHeaders = ["retry-after", "x-request-id"];

/** Request headers of clients and of tracing (W3C Trace Context, Sentry), beside those that need no permission. */
const graphqlHeaders = [
  "authorization",
  "content-type",
  "content-encoding",
  "last-event-id",
  "apollo-require-preflight",
  "x-apollo-operation-name",
  "apollographql-client-name",
  "apollographql-client-version",
  "sentry-trace",
  "baggage",
  "traceparent",
  "tracestate",
];

/**
 * Returns the origins whose pages may use this server: that of the address that browsers use, and `allowed`. Both names
 * of loopback mean the same server. A server that listens on all addresses may be used from the same machine.
 */
export function browserOrigins(publicUrl: string, allowed: readonly string[]): readonly string[] {
  const { protocol, hostname, port, origin } = new URL(publicUrl);
  const names = ["localhost", "127.0.0.1"];
  const isHere = [...names, "0.0.0.0", "[::]"].includes(hostname);
  const own = isHere ? names.map((name) => new URL(`${protocol}//${name}:${port}`).origin) : [origin];
  return [...own, ...allowed];
}

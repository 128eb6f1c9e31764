import type { onRequestHookHandler } from "fastify";

/** Tells caches that the answer to a GET is for one viewer only, and must be asked for again each time. */
export const markPrivate: onRequestHookHandler = ({ method }, reply, done) => {
  if (method === "GET") {
    const others = reply.getHeader("vary");
    // Browsers get GraphiQL at the same address.
    reply.header("vary", [others, "Accept", "Authorization"].filter(Boolean).join(", "));
    reply.header("cache-control", "private, no-cache");
  }
  done();
};

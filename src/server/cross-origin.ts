import type { FastifyCorsOptions } from "@fastify/cors";
import type { FastifyRequest } from "fastify";

/**
 * What browsers let the pages of `origins` do here: use `/graphql`, which ignores cookies, without credentials, and
 * `/auth` with them.
 */
export function allowOrigins(origins: readonly string[]) {
  // Preflights are spared for so many seconds.
  const allowed = { origin: [...origins], methods: ["GET", "POST"], maxAge: 600 };
  return async ({ url }: FastifyRequest): Promise<FastifyCorsOptions> => {
    const [path = ""] = url.split("?");
    if (path === "/graphql") {
      return { ...allowed, allowedHeaders: ["authorization", "content-type", "apollo-require-preflight"] };
    }
    if (path.startsWith("/auth/")) {
      return { ...allowed, allowedHeaders: ["authorization", "content-type"], credentials: true };
    }
    return { origin: false };
  };
}

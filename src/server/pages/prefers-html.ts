import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";

/** A constraint of routes: lets the router tell two of one path apart by whether the Accept header prefers HTML. */
export const prefersHtmlStrategy: Parameters<FastifyInstance["addConstraintStrategy"]>[0] = {
  name: "prefersHtml",
  deriveConstraint: (request: IncomingMessage) => prefersHtml(request.headers.accept),
  storage() {
    const handlers = new Map();
    return { get: (value) => handlers.get(value) ?? null, set: (value, handler) => handlers.set(value, handler) };
  },
};

/** Tells if HTML is named with a higher quality than the types of a GraphQL answer. Wildcards name nothing. */
function prefersHtml(accept = ""): boolean {
  const qualities = new Map(accept.toLowerCase().split(",").map(parseMediaRange));
  const quality = (type: string) => qualities.get(type) ?? 0;
  return quality("text/html") > Math.max(quality("application/json"), quality("application/graphql-response+json"));
}

function parseMediaRange(range: string): [type: string, quality: number] {
  const [type = "", ...parameters] = range.split(";").map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith("q="));
  return [type, quality ? Number(quality.slice(2)) : 1];
}

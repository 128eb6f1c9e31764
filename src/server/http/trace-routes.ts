import type { FastifyRequest, onRouteHookHandler } from "fastify";
import type { Tracer, TraceStep } from "../../tracing/tracer.ts";
import type { IsTrustedProxy } from "../request/read-request.ts";

/**
 * A hook that makes the requests of each route steps of a trace, up to their answers; of a stream, until its events
 * flow. A trace that a trusted proxy began goes on. Others could make the server record whatever they like.
 */
export function traceRoutes(tracer: Tracer, isTrustedProxy: IsTrustedProxy): onRouteHookHandler {
  return (route) => {
    const { handler, url } = route;
    route.handler = function handle(request, reply) {
      return tracer.step(toStep(request, url, isTrustedProxy), async (note) => {
        const result: unknown = await handler.call(this, request, reply);
        note({ "http.response.status_code": reply.statusCode });
        return result;
      });
    };
  };
}

function toStep({ method, headers, raw }: FastifyRequest, route: string, isTrustedProxy: IsTrustedProxy): TraceStep {
  const { traceparent } = headers;
  const isTrusted = isTrustedProxy(raw.socket.remoteAddress ?? "");
  const parent = isTrusted && typeof traceparent === "string" ? traceparent : undefined;
  const attributes = { "http.request.method": method, "http.route": route };
  return { name: `${method} ${route}`, kind: "server", parent, attributes };
}

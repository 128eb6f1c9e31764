import type { FastifyRequest } from "fastify";
import { UnauthenticatedError } from "../../errors/expected-error.ts";
import { type ContextServices, RequestContext } from "../graphql/request-context.ts";
import { type CallerPath, type CallerTurns, callerOfUser } from "../limits/caller-turns.ts";
import type { RateLimits } from "../limits/rate-limits.ts";
import { type FindOrigin, networkOf } from "../request/read-request.ts";
import type { Authenticate } from "./authenticate.ts";

export interface AdmitRequestOptions {
  readonly services: ContextServices;
  readonly authenticate: Authenticate;
  readonly turns: CallerTurns;
  readonly rateLimits: Pick<RateLimits, "anonymousRequests">;
  readonly findOrigin: FindOrigin;
}

/**
 * Resolves, with the context of one operation, when it is the request's turn. Rejects for an invalid token and for a
 * caller who has asked for too much.
 */
export type AdmitRequest = (request: FastifyRequest) => Promise<RequestContext>;

export function createAdmitRequest(options: AdmitRequestOptions): AdmitRequest {
  const { services, authenticate, turns, rateLimits, findOrigin } = options;

  return async (request) => {
    const origin = findOrigin(request.raw);
    const network = networkOf(origin.address);
    const stranger: CallerPath = ["strangers", network];
    const viewer = await authenticate(request.headers.authorization).catch(async (error: unknown) => {
      await turns.next(stranger);
      // An invalid token is as good as none.
      if (error instanceof UnauthenticatedError) await rateLimits.anonymousRequests.take(network);
      throw error;
    });
    await turns.next(viewer ? callerOfUser(viewer) : stranger);
    if (request.raw.socket.destroyed) throw Object.assign(new Error("The client has left."), { statusCode: 499 });
    // After the turn: refusals take time, too.
    if (!viewer) await rateLimits.anonymousRequests.take(network);
    const confirmCaller = () => authenticate(request.headers.authorization);
    const resumeAfter = readLastEventId(request);
    const context = new RequestContext(services, viewer, origin, { confirmCaller, resumeAfter });
    await context.admitOperation();
    return context;
  };
}

/** An empty one names no event. Node joins several, which are no cursor then. */
function readLastEventId({ headers }: FastifyRequest): string | undefined {
  return headers["last-event-id"]?.toString() || undefined;
}

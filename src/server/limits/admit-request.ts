import type { FastifyRequest } from "fastify";
import { GraphQLError } from "graphql";
import { UnauthenticatedError } from "../../errors/expected-error.ts";
import type { Viewer } from "../../operations/viewer.ts";
import type { Authenticate } from "../auth/authenticate.ts";
import { type ContextServices, RequestContext } from "../graphql/request-context.ts";
import { networkOf } from "../http/network-of.ts";
import type { FindOrigin } from "../http/request-origin.ts";
import { readTarget } from "../http/request-target.ts";
import { createAdmitAnonymous } from "./admit-anonymous.ts";
import type { CallerTurns } from "./caller-turns.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { Caller } from "./rotation.ts";

export interface AdmitRequestOptions {
  readonly authenticate: Authenticate;
  readonly services: ContextServices;
  readonly turns: CallerTurns;
  readonly rateLimits: Pick<RateLimits, "anonymousRequests">;
  readonly findOrigin: FindOrigin;
}

/**
 * Resolves when it is the turn of a request of GraphQL over HTTP. Rejects before anything of it is parsed or validated.
 * Reasons are an invalid token, a user above the cost of a minute, and a missing token that is needed.
 */
export type AdmitRequest = (request: FastifyRequest) => Promise<RequestContext>;

export function createAdmitRequest(options: AdmitRequestOptions): AdmitRequest {
  const { authenticate, services, turns, rateLimits, findOrigin } = options;
  const admitAnonymous = createAdmitAnonymous();

  return async (request) => {
    const origin = findOrigin(request.raw);
    const network = networkOf(origin.address);
    const stranger: Caller = ["strangers", network];
    const viewer = await authenticate(request.headers.authorization).catch(async (error: unknown) => {
      await turns.next(stranger);
      // A token that does not hold is as good as none.
      if (error instanceof UnauthenticatedError) await rateLimits.anonymousRequests.take(network);
      throw error;
    });
    await turns.next(viewer ? callerOfUser(viewer) : stranger);
    if (request.raw.socket.destroyed) throw new GraphQLError("The client has left.", { extensions: left });
    // After the turn: refusals take time, too.
    if (!viewer) await rateLimits.anonymousRequests.take(network);
    const context = new RequestContext(services, viewer, origin);
    await context.admitOperation();
    const text = viewer ? undefined : findText(request);
    if (text !== undefined) admitAnonymous(text);
    return context;
  };
}

/** Where a user stands among all callers, whichever transport brings the request. */
export function callerOfUser({ userId }: Pick<Viewer, "userId">): Caller {
  return [`user ${userId}`];
}

const left = { code: "BAD_REQUEST", http: { status: 499 } };

/** Undefined where there is none, or where a persisted one is only named: its document is known, and costs nothing. */
function findText(request: FastifyRequest): string | undefined {
  const query: unknown =
    request.method === "GET"
      ? new URLSearchParams(readTarget(request).search).get("query")
      : Object(request.body).query;
  return typeof query === "string" ? query : undefined;
}

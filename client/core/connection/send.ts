import type { GraphQLFormattedError } from "graphql";
import type { Session } from "../session/session.ts";
import { type Account, isSameAccount } from "../storage/account.ts";
import type { Environment, Outcome, Send } from "../types.ts";
import { unlessAborted } from "../unless-aborted.ts";
import type { DocumentIds, LoadManifests } from "./document-ids.ts";
import { codeOf, isExpiry } from "./error-codes.ts";
import { post } from "./post.ts";
import { listErrors } from "./request-failure.ts";

/** Time limit of a request in milliseconds; longer than the server's own. */
const defaultLimit = 20_000;

export interface SendOptions {
  /** Address of the API, absolute. */
  readonly url: string;
  /** The only account whose tokens are used. */
  readonly account: Account;
  readonly session: Session;
  readonly environment: Pick<Environment, "setTimer" | "now">;
  readonly fetch?: typeof fetch | undefined;
  /** Documents that are sent by their ids (default: none). */
  readonly loadManifests?: LoadManifests | undefined;
  /** Milliseconds (default 20,000). */
  readonly requestTimeout?: number | undefined;
}

/**
 * Creates a sender of requests over HTTP. A request that the server refuses for its token, and so has not carried out,
 * is sent once more with a fresh one. A document whose id the server does not know is sent once more as text. Nothing
 * else is repeated.
 */
export function createSend(options: SendOptions): Send {
  const { url, account, session, environment, fetch, loadManifests, requestTimeout = defaultLimit } = options;
  const target = { url, environment, fetch };

  return async (request) => {
    for (let refusals = 0; ; ) {
      const grant = await unlessAborted(session.obtain(), request.signal);
      if (grant.kind === "aborted" || request.signal?.aborted) return { kind: "aborted" };
      if (grant.kind === "failed") return { kind: "unreachable" };
      if (grant.kind === "none" || !isSameAccount(grant.account, account)) return { kind: "no-token" };
      const documentIds = loadManifests && (await findIds(loadManifests));
      if (documentIds === null) return { kind: "unreachable" };
      const outcome = await post({ ...request, ...target, documentIds, token: grant.token, limit: requestTimeout });
      if (documentIds?.forget(request.document, listErrors(outcome))) continue;
      const refusal = findRefusal(outcome);
      if (refusal === null) {
        if (outcome.kind === "data") session.accept(grant.token);
        return outcome;
      }
      const isExpired = isExpiry(refusal);
      if (isExpired) session.expire(grant.token);
      else session.refuse(grant.token, refusal.message);
      refusals += 1;
      // The app may keep a token for longer than the server takes it. Nobody has to sign in for that.
      if (refusals === 2) return { kind: isExpired ? "unreachable" : "no-token" };
    }
  };
}

/** Returns null when they cannot be loaded. */
async function findIds(load: LoadManifests): Promise<DocumentIds | null> {
  try {
    const { loadDocumentIds } = await import("./document-ids.ts");
    return await loadDocumentIds(load);
  } catch {
    return null;
  }
}

/** Returns the error by which the server took the token for none. */
function findRefusal(outcome: Outcome): GraphQLFormattedError | null {
  if (outcome.kind !== "errors") return null;
  return outcome.errors.find((error) => codeOf(error) === "UNAUTHENTICATED" || isExpiry(error)) ?? null;
}

import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from "jose";
import type { Logger } from "pino";
import { UnverifiableTokenError } from "../../errors/expected-error.ts";
import { fetchJwks } from "./fetch-jwks.ts";

/**
 * Milliseconds after which the next token waits for a fresh copy of the keys. Keys that are missing then verify nothing
 * any more.
 */
const refreshAfter = 10 * 60_000;

/** Milliseconds for which keys are used that cannot be renewed: an outage of the issuer signs nobody out. */
const keptFor = 60 * 60_000;

/** Milliseconds without another request after a failure, however many tokens come. */
const pause = 2_000;

/** The same for tokens of known keys: an issuer that says nothing holds them up for seconds. */
const refreshPause = 30_000;

/**
 * Returns the public keys of the outside issuer, as jose asks for them. They are kept, and fetched again when a token
 * names another. Throws `JWKSNoMatchingKey` for a key that is not the issuer's, and UnverifiableTokenError while the
 * issuer cannot be reached. An outage and its end are logged once each.
 */
export function createOutsideKeys(jwksUrl: string, logger: Logger): JWTVerifyGetKey {
  let failure: UnverifiableTokenError | null = null;
  let retryAt = 0;
  let refreshAt = Number.POSITIVE_INFINITY;

  async function load(): Promise<Response> {
    if (failure && performance.now() < retryAt) throw failure;
    try {
      const keys = await fetchJwks(jwksUrl);
      if (failure) logger.info("The outside issuer's keys were fetched again.");
      failure = null;
      refreshAt = performance.now() + refreshAfter;
      return Response.json(keys);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!failure)
        logger.warn(
          { reason },
          "The outside issuer's keys cannot be fetched; the next token that needs them tries again.",
        );
      failure = new UnverifiableTokenError(pause / 1_000, error);
      retryAt = performance.now() + pause;
      refreshAt = Math.max(refreshAt, performance.now() + refreshPause);
      throw failure;
    }
  }

  const keys = createRemoteJWKSet(new URL(jwksUrl), { cacheMaxAge: keptFor, [customFetch]: load });

  return async (header, token) => {
    // If it fails, which `load` tells of, the known ones go on.
    if (performance.now() >= refreshAt) await keys.reload().catch(() => undefined);
    return keys(header, token);
  };
}

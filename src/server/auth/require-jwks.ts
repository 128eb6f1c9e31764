import { bridgeRestart } from "../../bridge-restart.ts";
import { fetchJwks, JwksError } from "./fetch-jwks.ts";

/** What keeps an `AUTH_JWKS_URL` from being used, in one sentence for the operator; never tells its query. */
export class UnusableJwksError extends Error {
  override readonly name = "UnusableJwksError";

  constructor(jwksUrl: string, cause: JwksError) {
    const { host, pathname } = new URL(jwksUrl);
    super(`AUTH_JWKS_URL names ${host}${pathname}, which cannot be used: ${cause.message.replace(/[.\s]*$/, ".")}`, {
      cause,
    });
  }
}

/**
 * Makes sure that an `AUTH_JWKS_URL` leads to keys that tokens can be verified with. One that goes away later is the
 * matter of `createOutsideKeys`. Takes seven seconds at most.
 *
 * @throws UnusableJwksError when they cannot be had.
 */
export async function requireJwks(jwksUrl: string): Promise<void> {
  try {
    await bridgeRestart(
      () => fetchJwks(jwksUrl),
      (error) => error instanceof JwksError && error.mayPass,
    );
  } catch (error) {
    throw error instanceof JwksError ? new UnusableJwksError(jwksUrl, error) : error;
  }
}

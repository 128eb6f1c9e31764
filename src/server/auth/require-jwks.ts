import { setTimeout as sleep } from "node:timers/promises";
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

/** For so long an issuer that cannot be reached is asked again, which bridges its restart; in milliseconds. */
const patience = 3_000;
const pause = 250;

/**
 * Makes sure that an `AUTH_JWKS_URL` leads to keys that tokens can be verified with. One that goes away later is the
 * matter of `createOutsideKeys`. Takes seven seconds at most.
 *
 * @throws UnusableJwksError when they cannot be had.
 */
export async function requireJwks(jwksUrl: string): Promise<void> {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      await fetchJwks(jwksUrl);
      return;
    } catch (error) {
      if (!(error instanceof JwksError)) throw error;
      if (!error.mayPass || performance.now() > deadline) throw new UnusableJwksError(jwksUrl, error);
    }
    await sleep(pause);
  }
}

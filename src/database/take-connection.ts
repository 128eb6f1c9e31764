import type { Pool, PoolClient } from "pg";
import { RateLimitedError } from "../errors/expected-error.ts";
import { isPoolExhausted } from "./pg-compat.ts";

/**
 * Takes a connection of the pool. Throws RateLimitedError when it waited too long for one, though PostgreSQL answered
 * others meanwhile; throws as the driver does when PostgreSQL cannot be used. The caller releases it.
 */
export async function takeConnection(pool: Pool): Promise<PoolClient> {
  let wasAnswered = false;
  const onRelease = (error: unknown) => {
    wasAnswered ||= !error;
  };
  pool.on("release", onRelease);
  try {
    return await pool.connect();
  } catch (error) {
    if (wasAnswered && isPoolExhausted(error)) throw busy();
    throw error;
  } finally {
    pool.off("release", onRelease);
  }
}

function busy(): RateLimitedError {
  return new RateLimitedError(
    "The server is busy: all its connections to the database are in use. Try again in 1 s.",
    1,
  );
}

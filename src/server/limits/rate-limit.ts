import { setTimeout as sleep } from "node:timers/promises";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { RateLimitedError } from "../../errors/expected-error.ts";

/** Counts what each key takes in a time, and refuses what is too much. */
export interface RateLimit {
  /**
   * Counts `amount` (1 by default), also where it is too much. Throws RateLimitedError. An amount above the limit is
   * not counted: its error tells the limit as the budget of one request. Never fails, nor waits for
   * long, because others who count cannot be reached.
   */
  take(key: string, amount?: number): Promise<void>;
  /** Counts like `take`, and refuses nothing: whoever has taken too much is refused the next time. */
  count(key: string, amount: number): void;
  /** Counts the key from nothing again. */
  forget(key: string): void;
}

/** The Redis where all instances count together: a client that rejects at once while Redis cannot be reached. */
export interface SharedCounts {
  readonly client: object;
  /** Part of every key: those who count together have the same. */
  readonly namespace: { readonly current: string };
  reportFailure(error: unknown): void;
}

export interface RateLimitOptions {
  readonly name: string;
  /** Maximum amount of a key in so many seconds (0 = unlimited). */
  readonly most: number;
  readonly seconds: number;
  /** Reason of a refusal, as a sentence without its end. */
  readonly refusal: string;
  readonly shared: SharedCounts | null;
  /**
   * Amount of a key after which the others are told. The more it is, the less it costs, and the more a key may take
   * elsewhere before that is known.
   */
  readonly tellEvery: number;
  /** Maximum milliseconds that a call waits for the counts of other instances. */
  readonly patience: number;
  /** Called with the key of each refusal. */
  readonly onRefusal?: ((key: string) => void) | undefined;
}

/**
 * Creates a limit that each instance keeps by itself, and that all instances keep together while Redis can be reached.
 * An instance counts in its memory and reports to Redis after every `tellEvery` calls. When Redis counts too much, the
 * key is blocked here for the rest of the time.
 */
export function createRateLimit(options: RateLimitOptions): RateLimit {
  const { name, most, seconds, refusal, shared, tellEvery, patience, onRefusal } = options;
  if (most === 0) return { take: async () => {}, count: () => {}, forget: () => {} };
  const here = new RateLimiterMemory({ points: most, duration: seconds });
  const everywhere =
    shared &&
    new RateLimiterRedis({
      storeClient: shared.client,
      keyPrefix: "lockstep",
      points: most,
      duration: seconds,
      rejectIfRedisNotReady: true,
    });

  const keyOf = (key: string) => `${shared?.namespace.current}:limit:${name}:${key}`;

  /** Returns the milliseconds after which the key may be taken again, when it was too much. */
  async function tell(key: string, amount: number): Promise<number | undefined> {
    try {
      await everywhere?.consume(keyOf(key), amount);
    } catch (reason) {
      if (reason instanceof RateLimiterRes) {
        await here.block(key, reason.msBeforeNext / 1_000);
        return reason.msBeforeNext;
      }
      shared?.reportFailure(reason);
    }
    return undefined;
  }

  function refuse(key: string, milliseconds: number): never {
    onRefusal?.(key);
    const retryAfter = Math.max(1, Math.ceil(milliseconds / 1_000));
    throw new RateLimitedError(`${refusal}; try again in ${retryAfter} s.`, retryAfter);
  }

  async function take(key: string, amount = 1): Promise<void> {
    if (amount > most) {
      const message = `${refusal}; one request may ask for ${most} at most (got ${amount}). Send smaller ones.`;
      onRefusal?.(key);
      throw new RateLimitedError(message, 1, most);
    }
    await consume(key, amount);
  }

  async function consume(key: string, amount: number): Promise<void> {
    const { consumedPoints } = await here
      .consume(key, amount)
      .catch(({ msBeforeNext }: RateLimiterRes) => refuse(key, msBeforeNext));
    if (!everywhere) return;
    const steps = Math.floor(consumedPoints / tellEvery) - Math.floor((consumedPoints - amount) / tellEvery);
    if (steps === 0) return;
    const told = tell(key, steps * tellEvery);
    if (patience === 0) return;
    const wait = await Promise.race([told, sleep(patience, undefined, { ref: false })]);
    if (wait !== undefined) refuse(key, wait);
  }

  return {
    take,
    count(key, amount) {
      consume(key, amount).catch((error: unknown) => {
        if (!(error instanceof RateLimitedError)) throw error;
      });
    },
    forget(key) {
      void here.delete(key);
      everywhere?.delete(keyOf(key)).catch((reason: unknown) => shared?.reportFailure(reason));
    },
  };
}

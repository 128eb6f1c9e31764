import { type ClientLimits, limits as settings } from "../../config/limits.ts";
import { createRateLimit, type RateLimit, type SharedCounts } from "./rate-limit.ts";

interface Rate {
  readonly limit: keyof ClientLimits;
  readonly seconds: number;
  /** Reason of a refusal, as a sentence without its end. */
  readonly refusal: string;
  /**
   * True: counts are told to Redis in bundles and nobody waits for that, since the work costs less than a round trip.
   * False: each count is told, and waits for the answer 200 ms at most.
   */
  readonly isBundled: boolean;
}

const minute = 60;
const hour = 60 * minute;

const rates = {
  /** By user. */
  mutations: {
    limit: "mutationsPerMinute",
    seconds: minute,
    refusal: "This user changes too much, and nothing was changed",
    isBundled: true,
  },
  /** Cost of queries, mutations and new subscriptions, as `priceOperation` and `priceReading` count. By user. */
  cost: {
    limit: "costPerMinute",
    seconds: minute,
    refusal: "This user asks for too much, and nothing was done",
    isBundled: true,
  },
  /** GraphQL requests without a token. By address. */
  anonymousRequests: {
    limit: "anonymousRequestsPerMinute",
    seconds: minute,
    refusal: "Too many requests without a token come from this address",
    isBundled: true,
  },
  /** Cost of requests without a token. By address. */
  anonymousCost: {
    limit: "anonymousCostPerMinute",
    seconds: minute,
    refusal: "Too much is asked for without a token from this address",
    isBundled: true,
  },
  /** E-mail addresses in `addMember`, which tells who has an account, and in `inviteMember`, which mails. By user. */
  memberAddresses: {
    limit: "memberAddressesPerHour",
    seconds: hour,
    refusal: "This user tried too many e-mail addresses, and nothing was changed",
    isBundled: false,
  },
  /** By address. */
  accountRequests: {
    limit: "accountRequestsPerMinute",
    seconds: minute,
    refusal: "Too many requests about accounts come from this address",
    isBundled: false,
  },
  /** By address. */
  accountReads: {
    limit: "accountReadsPerMinute",
    seconds: minute,
    refusal: "Too many requests for sessions and tokens come from this address",
    isBundled: true,
  },
  /** Tries, whether or not they succeed: a refusal tells who has an account. By address. */
  signUps: {
    limit: "signUpsPerHour",
    seconds: hour,
    refusal: "There were too many tries to sign up from this address",
    isBundled: false,
  },
  /** By address and kind of mail. */
  mailRequests: {
    limit: "mailRequestsPerHour",
    seconds: hour,
    refusal: "Too many mails of this kind were asked for from this address",
    isBundled: false,
  },
  /** By address and account. */
  failedSignIns: {
    limit: "failedSignIns",
    seconds: 5 * minute,
    refusal: "There were too many tries to sign in to this account",
    isBundled: false,
  },
} as const satisfies Readonly<Record<string, Rate>>;

export type RateLimits = Readonly<Record<keyof typeof rates, RateLimit>>;

/** Variables of all limits of rates. */
export const rateLimitVariables: readonly string[] = Object.values(rates).map(({ limit }) => settings[limit].name);

/** `shared` is null where an instance counts alone. `onRefusal` hears of the variable and who is refused. */
export function createRateLimits(
  limits: ClientLimits,
  shared: SharedCounts | null,
  onRefusal: (limit: string, key: string) => void,
): RateLimits {
  const entries = Object.entries(rates).map(([name, { limit, isBundled, ...rate }]: [string, Rate]) => {
    const most = limits[limit];
    const tellEvery = isBundled ? Math.max(1, Math.floor(most / 20)) : 1;
    const patience = isBundled ? 0 : 200;
    // Keys begin with a user or a network. An e-mail address may follow, which is nothing for a log.
    const tellRefusal = (key: string) => onRefusal(settings[limit].name, key.split(" ", 1).join());
    return [name, createRateLimit({ name, ...rate, most, shared, tellEvery, patience, onRefusal: tellRefusal })];
  });
  return Object.fromEntries(entries) as RateLimits;
}

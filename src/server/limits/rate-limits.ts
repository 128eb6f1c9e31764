import type { ClientLimits } from "../../config/limits.ts";
import { createRateLimit, type RateLimit, type SharedCounts } from "./rate-limit.ts";

export interface RateLimits {
  /** By user. */
  readonly mutations: RateLimit;
  /** E-mail addresses that are tried in `addMember`, found or not: each answer tells who has an account. By user. */
  readonly memberAddresses: RateLimit;
  /** Cost of queries, mutations and new subscriptions, as `priceOperation` and `priceReading` count. By user. */
  readonly cost: RateLimit;
  /** GraphQL requests without a token. By address. */
  readonly anonymousRequests: RateLimit;
  /** Cost of what is answered without a token. By address. */
  readonly anonymousCost: RateLimit;
  /** By address. */
  readonly accountRequests: RateLimit;
  /** By address. */
  readonly accountReads: RateLimit;
  /** Tries, whatever becomes of them: a refusal tells, too, who has an account. By address. */
  readonly signUps: RateLimit;
  /** By address and what the mail is about. */
  readonly mailRequests: RateLimit;
  /** By address and account. */
  readonly failedSignIns: RateLimit;
}

/** Share of a limit per minute that an instance counts before it tells the others. */
const untoldShare = 1 / 20;

const hour = 60 * 60;

/** Milliseconds for which a request under `/auth`, or one that tries an address, waits for Redis. */
const patience = 200;

/** `shared` is null where an instance counts alone. */
export function createRateLimits(limits: ClientLimits, shared: SharedCounts | null): RateLimits {
  // A request costs an instance less than a round trip to Redis: it is told in bundles, and nobody waits for that.
  function perMinute(name: string, most: number, refusal: string): RateLimit {
    const tellEvery = Math.max(1, Math.floor(most * untoldShare));
    return createRateLimit({ name, most, seconds: 60, refusal, shared, tellEvery, patience: 0 });
  }

  return {
    mutations: perMinute("mutations", limits.mutationsPerMinute, "This user changes too much, and nothing was changed"),
    cost: perMinute("cost", limits.costPerMinute, "This user asks for too much, and nothing was done"),
    anonymousRequests: perMinute(
      "anonymous-requests",
      limits.anonymousRequestsPerMinute,
      "Too many requests without a token come from this address",
    ),
    anonymousCost: perMinute(
      "anonymous-cost",
      limits.anonymousCostPerMinute,
      "Too much is asked for without a token from this address",
    ),
    memberAddresses: createRateLimit({
      name: "member-addresses",
      most: limits.memberAddressesPerHour,
      seconds: hour,
      refusal: "This user tried too many e-mail addresses, and nothing was changed",
      shared,
      tellEvery: 1,
      patience,
    }),
    accountRequests: createRateLimit({
      name: "account-requests",
      most: limits.accountRequestsPerMinute,
      seconds: 60,
      refusal: "Too many requests about accounts come from this address",
      shared,
      tellEvery: 1,
      patience,
    }),
    // Like a change, a read costs less than a round trip to Redis.
    accountReads: createRateLimit({
      name: "account-reads",
      most: limits.accountReadsPerMinute,
      seconds: 60,
      refusal: "Too many requests for sessions and tokens come from this address",
      shared,
      tellEvery: Math.max(1, Math.floor(limits.accountReadsPerMinute * untoldShare)),
      patience: 0,
    }),
    signUps: createRateLimit({
      name: "sign-ups",
      most: limits.signUpsPerHour,
      seconds: hour,
      refusal: "There were too many tries to sign up from this address",
      shared,
      tellEvery: 1,
      patience,
    }),
    mailRequests: createRateLimit({
      name: "mail-requests",
      most: limits.mailRequestsPerHour,
      seconds: hour,
      refusal: "Too many mails of this kind were asked for from this address",
      shared,
      tellEvery: 1,
      patience,
    }),
    failedSignIns: createRateLimit({
      name: "failed-sign-ins",
      most: limits.failedSignIns,
      seconds: 5 * 60,
      refusal: "There were too many tries to sign in to this account",
      shared,
      tellEvery: 1,
      patience,
    }),
  };
}

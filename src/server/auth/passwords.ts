import { AsyncLocalStorage } from "node:async_hooks";
import { hashPassword, verifyPassword } from "better-auth/crypto";
import { Turns } from "../limits/turns.ts";
import { withStores } from "./with-stores.ts";

/** Client on whose behalf a password is hashed. */
export interface Caller {
  /** Key by which callers take turns: the network of the client's address. */
  readonly network: string;
  /** Aborts when nobody waits for the answer any more; its reason is thrown. */
  readonly signal: AbortSignal | null;
}

/** Hashes passwords with scrypt, a few at a time. Throws RateLimitedError when too many hashes wait. */
export interface Passwords {
  /** Runs what hashes on somebody's behalf. Outside of it the server itself is the caller. */
  runAs<Result>(caller: Caller, work: () => Promise<Result>): Promise<Result>;
  hash(password: string): Promise<string>;
  verify(attempt: { readonly hash: string; readonly password: string }): Promise<boolean>;
  /** Hashes in advance: the caller's next `hash` of this password answers at once. */
  prepare(password: string): Promise<void>;
}

/** Hashes a password, and compares one with a hash. */
export type PasswordHasher = Pick<Passwords, "hash" | "verify">;

const scrypt: PasswordHasher = { hash: hashPassword, verify: verifyPassword };

/**
 * Hashes at a time. Each occupies a core for about 70 ms and one of libuv's four threads, which file reads, compression
 * and the look-up of host names share.
 */
const concurrency = 2;

/** Hashes that wait: about 7 s of work. */
const maxWaiting = 200;

/** Longest wait for a turn, in milliseconds. */
const maxWait = 10_000;

/** `hasher` is scrypt at the cost that passwords need, when absent. */
export function createPasswords(hasher: PasswordHasher = scrypt): Passwords {
  const callers = new AsyncLocalStorage<Caller>();
  const turns = new Turns({
    most: concurrency,
    mostWaiting: maxWaiting,
    patience: maxWait,
    refusal: "Too many passwords are being checked at the moment",
    retryAfter: 5,
  });
  const prepared = new WeakMap<Caller, { readonly password: string; readonly hash: string }>();

  async function run<Result>(task: () => Promise<Result>): Promise<Result> {
    const { network, signal } = callers.getStore() ?? { network: "", signal: null };
    const release = await turns.take("hash", { by: network, signal });
    try {
      return await task();
    } finally {
      release();
    }
  }

  return {
    runAs: (caller, work) => withStores([callers], () => callers.run(caller, work)),
    async hash(password) {
      const caller = callers.getStore();
      const known = caller && prepared.get(caller);
      return known?.password === password ? known.hash : run(() => hasher.hash(password));
    },
    verify: (attempt) => run(() => hasher.verify(attempt)),
    async prepare(password) {
      const hash = await run(() => hasher.hash(password));
      const caller = callers.getStore();
      if (caller) prepared.set(caller, { password, hash });
    },
  };
}

import { isSame } from "../is-same.ts";
import { Listeners } from "../listeners.ts";
import { type Account, isSameAccount } from "../storage/account.ts";
import type { Environment } from "../types.ts";
import { readToken, renewalTimeOf, type TokenClaims } from "./read-token.ts";

/** Time limit of `within`, in milliseconds. */
const answerLimit = 10_000;

/** Milliseconds in which the app is asked twice at most while a token is there. */
const askInterval = 1_000;

/** Refusals in a row after which the session is parked. */
const maxRefusals = 2;

export type SessionState =
  /** The app has not given an answer yet. */
  | { readonly kind: "asking" }
  | { readonly kind: "signed-in"; readonly account: Account }
  /** The app has no token. */
  | { readonly kind: "signed-out" }
  /** The server refuses the account's tokens. The app is asked again by `renew` alone. */
  | { readonly kind: "parked"; readonly account: Account; readonly reason: string }
  /** The app could not give an answer. It is asked again. A session without a valid token stays as it is. */
  | { readonly kind: "failing"; readonly reason: string };

/** Answer to a request for a token. */
export type Grant =
  | { readonly kind: "token"; readonly token: string; readonly account: Account; readonly renewAt: number }
  | { readonly kind: "none" }
  | { readonly kind: "failed"; readonly reason: string };

export interface SessionOptions {
  /** Address of the API, absolute. */
  readonly server: string;
  /** Returns the signed-in person's token, or null when nobody is signed in. */
  readonly getToken: () => string | null | Promise<string | null>;
  /** Names the person of a token that is not a JWT. */
  readonly identify?: ((token: string) => { readonly issuer: string; readonly subject: string } | null) | undefined;
  readonly environment: Pick<Environment, "now" | "setTimer">;
}

export interface Session {
  readonly state: SessionState;
  /** Calls at each change of the state. Returns the function that ends it. */
  subscribe(listener: (state: SessionState) => void): () => void;
  /** Gives the kept token, or asks the app. Calls at the same time ask once. */
  obtain(): Promise<Grant>;
  /** Asks the app for another token, also where the session is parked. */
  renew(): Promise<Grant>;
  /** The server accepted the token. */
  accept(token: string): void;
  /** The token has expired. */
  expire(token: string): void;
  /** The server refused the token. */
  refuse(token: string, reason: string): void;
  /** The person has signed out. An answer of the app that is outstanding counts no more. */
  forget(): void;
  close(): void;
}

const none: Grant = { kind: "none" };

/** Returns the sentence for the person while no token is there, or the server takes none; null otherwise. */
export function parkReasonOf(state: SessionState): string | null {
  if (state.kind === "parked") return state.reason;
  return state.kind === "signed-out" ? "Nobody is signed in." : null;
}

/** Keeps the token of the person who uses the app, and tells when it is another person. */
export function createSession({ server, getToken, identify, environment }: SessionOptions): Session {
  const listeners = new Listeners<[SessionState]>();
  let state: SessionState = { kind: "asking" };
  let kept: Extract<Grant, { kind: "token" }> | null = null;
  let asking: Promise<Grant> | null = null;
  let lastRefused: { readonly token: string; readonly account: Account; readonly reason: string } | null = null;
  let refusals = 0;
  /** Times of the last two questions to the app. */
  let asked: readonly [number, number] = [0, 0];

  function show(next: SessionState): void {
    const known = state;
    state = next;
    if (!isSame(known, next)) listeners.tell(next);
  }

  async function obtain(): Promise<Grant> {
    if (kept && kept.renewAt > environment.now()) return kept;
    if (state.kind === "parked") return none;
    return renew();
  }

  function renew(): Promise<Grant> {
    if (asking) return asking;
    const own: Promise<Grant> = calm()
      .then(() => ask(() => asking === own))
      .finally(() => {
        if (asking === own) asking = null;
      });
    asking = own;
    return own;
  }

  /** Waits a moment after many questions. A clock may be set back. */
  async function calm(): Promise<void> {
    const wait = Math.min(askInterval, asked[0] + askInterval - environment.now());
    if (kept && wait > 0) await new Promise<void>((resolve) => environment.setTimer(wait, resolve));
    asked = [asked[1], environment.now()];
  }

  async function ask(isAwaited: () => boolean): Promise<Grant> {
    let token: string | null;
    let claims: TokenClaims | null;
    let identity: ReturnType<NonNullable<typeof identify>>;
    try {
      // An app without types may answer with nothing else than null.
      token = (await within(getToken, "getToken", environment)) || null;
      claims = readToken(token ?? "");
      identity = token && identify ? identify(token) : claims;
    } catch (error) {
      if (!isAwaited()) return none;
      // A token that the server still takes is better than none.
      if (!kept) fail(error instanceof Error ? error.message : String(error));
      return { kind: "failed", reason: "The app could not get a token." };
    }
    if (!isAwaited()) return none;
    if (token === null) {
      forget();
      return none;
    }
    const isRefused = token === lastRefused?.token;
    if (lastRefused && isRefused && state.kind !== "parked") {
      show({ kind: "parked", account: lastRefused.account, reason: lastRefused.reason });
      return none;
    }
    if (!identity) {
      const reason = "The token names nobody. Give a JWT, or pass `identify`.";
      kept = null;
      fail(reason);
      return { kind: "failed", reason };
    }
    const account = { server, issuer: identity.issuer, subject: identity.subject };
    if (!isSameAccount(account, lastRefused?.account ?? account)) refusals = 0;
    const renewAt = claims ? renewalTimeOf(claims, environment.now()) : Number.POSITIVE_INFINITY;
    kept = { kind: "token", token, account, renewAt };
    // A refused one is tried again. A form that the app shows stays until the server takes it.
    if (!isRefused) show({ kind: "signed-in", account });
    return kept;
  }

  /** Where the app shows a form already, the form stays: what was typed there would be lost. */
  function fail(reason: string): void {
    if (parkReasonOf(state) === null) show({ kind: "failing", reason });
  }

  function forget(): void {
    asking = null;
    kept = null;
    show({ kind: "signed-out" });
  }

  return {
    get state() {
      return state;
    },
    subscribe: (listener) => listeners.add(listener),
    obtain,
    renew,
    accept(token) {
      if (token !== kept?.token) return;
      refusals = 0;
      lastRefused = null;
      show({ kind: "signed-in", account: kept.account });
    },
    expire(token) {
      if (token === kept?.token) kept = null;
    },
    refuse(token, reason) {
      if (token !== kept?.token) return;
      const { account } = kept;
      kept = null;
      lastRefused = { token, account, reason };
      refusals += 1;
      if (refusals >= maxRefusals) show({ kind: "parked", account, reason });
    },
    forget,
    close() {
      listeners.clear();
    },
  };
}

/** Rejects after 10 s, with an error that names who did not answer. */
export function within<T>(
  ask: () => T | Promise<T>,
  name: string,
  { setTimer }: Pick<Environment, "setTimer">,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = setTimer(answerLimit, () => reject(new Error(`${name} did not answer within 10 s.`)));
    Promise.resolve().then(ask).then(resolve, reject).finally(cancel);
  });
}

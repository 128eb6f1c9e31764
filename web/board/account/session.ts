import { createAuthClient } from "better-auth/react";
import { decodeJwt } from "jose";
import { fetchToken } from "../../fetch-token.ts";

/** Accounts of this server: what signs in, up and out. The page's own state of it is the session below. */
export const accounts = createAuthClient({ basePath: "/auth" });

/** The visitor's session with this server, as far as the page knows. */
export interface Session {
  /**
   * A JWT that is good for another minute at least, fetched when the last one is not. Null, and the session is over,
   * where the server knows the visitor no more. Rejects while the server is away.
   */
  getToken(): Promise<string | null>;
  /** Lets go of the token: whoever signs in next has another, and one that was refused is of no use. */
  forgetToken(): void;
  /** Calls back each time that the session is found to be over; returns what ends that. */
  onEnd(listener: () => void): () => void;
}

export function createSession(): Session {
  const listeners = new Set<() => void>();
  let fetched: Promise<string | null> | null = null;
  let goodUntil = 0;

  async function fetchAndKeep(): Promise<string | null> {
    const token = await fetchToken();
    goodUntil = token === null ? 0 : expiryOf(token) - reserve;
    if (token === null) for (const listener of listeners) listener();
    return token;
  }

  return {
    getToken() {
      if (!fetched || Date.now() > goodUntil) {
        goodUntil = Number.POSITIVE_INFINITY;
        const fetching = fetchAndKeep();
        fetching.catch(() => {
          if (fetched === fetching) fetched = null;
        });
        fetched = fetching;
      }
      return fetched;
    },
    forgetToken() {
      fetched = null;
    },
    onEnd(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** In milliseconds. */
const reserve = 60_000;

/** In milliseconds of this page's clock, which may be another than the server's. */
function expiryOf(token: string): number {
  const { iat = 0, exp = 0 } = decodeJwt(token);
  return Date.now() + (exp - iat) * 1_000;
}

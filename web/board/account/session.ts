import { createAuthClient } from "better-auth/react";
import { fetchToken } from "../../fetch-token.ts";

/** Accounts of this server: what signs in, up and out. */
export const accounts = createAuthClient({ basePath: "/auth" });

/** The visitor's session with this server, as far as the page knows. */
export interface Session {
  /**
   * Fetches a fresh JWT. Null, and the session ends, if the server does not know the visitor. Rejects if it cannot be
   * reached.
   */
  getToken(): Promise<string | null>;
  /** Calls back each time that the session is found to be over; returns what ends that. */
  onEnd(listener: () => void): () => void;
  /** Somebody has signed in: nothing on this device is shown before the server has said who it is. */
  begin(): void;
  /** Returns true between a sign-in and `confirm`. */
  readonly isUnconfirmed: boolean;
  confirm(): void;
}

export function createSession(): Session {
  const listeners = new Set<() => void>();
  let isUnconfirmed = false;
  return {
    async getToken() {
      const token = await fetchToken();
      if (token === null) for (const listener of listeners) listener();
      return token;
    },
    onEnd(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get isUnconfirmed() {
      return isUnconfirmed;
    },
    begin() {
      isUnconfirmed = true;
    },
    confirm() {
      isUnconfirmed = false;
    },
  };
}

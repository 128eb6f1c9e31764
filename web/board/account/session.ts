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
}

export function createSession(): Session {
  const listeners = new Set<() => void>();
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
  };
}

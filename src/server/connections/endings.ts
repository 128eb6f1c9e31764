import { closeCodes } from "./close-codes.ts";

/** Reason for which the server ends a connection. */
export interface Ending {
  /** Code with which a WebSocket is closed. */
  readonly closeCode: number;
  /** `extensions.code` of the error that ends a stream over HTTP. Null: it breaks off, as if the network did. */
  readonly code: string | null;
  readonly reason: string;
}

export const endings = {
  restart: { closeCode: closeCodes.restart, code: null, reason: "The server restarts; reconnect." },
  tooSlow: { closeCode: closeCodes.tryAgainLater, code: "TOO_SLOW", reason: "Client reads too slowly; reconnect." },
  signedOut: {
    closeCode: closeCodes.unauthenticated,
    code: "UNAUTHENTICATED",
    reason: "The viewer has signed out, the access token was revoked, or the account was deleted or disabled.",
  },
  tokenExpired: { closeCode: closeCodes.tokenExpired, code: "TOKEN_EXPIRED", reason: "The token has expired." },
} as const satisfies Readonly<Record<string, Ending>>;

/** `most` is the number of connections that a user may have. */
export function tooMany(most: number): Ending {
  return { closeCode: closeCodes.tooMany, code: "TOO_MANY", reason: `A user may have ${most} connections.` };
}

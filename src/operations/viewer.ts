/** The user behind a valid token. Made once per request or socket, by `authenticate` alone. */
export interface Viewer {
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
  /** When the token ends, in milliseconds since the epoch. */
  readonly expiresAt: number;
  /** The session behind a token of the server's own accounts; null for a token of the outside issuer. */
  readonly sessionId: string | null;
}

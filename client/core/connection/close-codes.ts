/** Consequence of a close code with which a server ends a connection. */
export interface ServerEnd {
  /** Error code that stands for it over HTTP; null: it has none there. */
  readonly errorCode: string | null;
  /**
   * Before the next attempt.
   *
   * - `token`: another token is needed; with it there is no pause.
   * - `busy`: the pause grows. The server restarts, is overloaded, or has too many connections of this person.
   * - `fault`: the pause is long. This client is at fault, or the server speaks another protocol.
   */
  readonly pause: "token" | "busy" | "fault";
}

/** Close codes of a WebSocket. Over HTTP they stand for the error codes. */
export const serverEnds: ReadonlyMap<number | null, ServerEnd> = new Map<number | null, ServerEnd>([
  [1012, { errorCode: null, pause: "busy" }],
  [1013, { errorCode: "TOO_SLOW", pause: "busy" }],
  [4400, { errorCode: null, pause: "fault" }],
  [4401, { errorCode: "UNAUTHENTICATED", pause: "token" }],
  [4403, { errorCode: "TOKEN_EXPIRED", pause: "token" }],
  [4406, { errorCode: null, pause: "fault" }],
  [4429, { errorCode: "TOO_MANY", pause: "busy" }],
]);

/** Returns the close code for which an error code stands; undefined: it concerns an operation alone. */
export function findCloseCode(errorCode: unknown): number | undefined {
  for (const [code, end] of serverEnds) if (code !== null && end.errorCode === errorCode) return code;
  return undefined;
}

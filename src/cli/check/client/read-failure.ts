import { z } from "zod";

export interface Failure {
  /** Code of the error, or of the socket's close. */
  readonly code: string;
  readonly message: string;
}

const failureSchema = z.union([
  z.tuple([z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })]).transform(([error]) => ({
    code: error.extensions.code,
    message: error.message,
  })),
  z.object({ code: z.number(), reason: z.string() }).transform(({ code, reason }) => ({
    code: String(code),
    message: reason,
  })),
  z.object({ message: z.string() }).transform(({ message }) => ({ code: "no code", message: explain(message) })),
]);

/** Reads what graphql-ws reports: the errors of an `error` message, a close event, or a failure to connect. */
export function readFailure(failure: unknown): Failure {
  return failureSchema.safeParse(failure).data ?? { code: "no code", message: "an unknown failure" };
}

/** `ws` tells of a refused handshake by the status of the answer alone. */
function explain(message: string): string {
  const [, status] = /^Unexpected server response: (\d+)/.exec(message) ?? [];
  if (status === undefined) return message;
  return `the WebSocket is refused with status ${status}: does a proxy pass on the headers Upgrade and Connection?`;
}

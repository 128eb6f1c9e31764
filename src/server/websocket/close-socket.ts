import { StringDecoder } from "node:string_decoder";
import type { WebSocket } from "ws";

/** Codes with which this server closes a socket: those of RFC 6455 and of graphql-transport-ws. */
export const closeCodes = {
  restart: 1012,
  tryAgainLater: 1013,
  malformed: 4400,
  unauthenticated: 4401,
  tokenExpired: 4403,
  wrongProtocol: 4406,
  neverAsked: 4408,
  duplicateId: 4409,
  tooMany: 4429,
  internalError: 4500,
};

/** Cuts the reason to the 123 bytes that a close frame holds: some of them quote what the client sent. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, new StringDecoder("utf8").write(Buffer.from(reason).subarray(0, 123)));
}

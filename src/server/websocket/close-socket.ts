import { StringDecoder } from "node:string_decoder";
import type { WebSocket } from "ws";

/** Codes with which this server closes a socket, beside those of graphql-ws. */
export const closeCodes = {
  restart: 1012,
  tryAgainLater: 1013,
  unauthenticated: 4401,
  tokenExpired: 4403,
  tooMany: 4429,
};

/** Cuts the reason to the 123 bytes that a close frame holds: some of them quote what the client sent. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, new StringDecoder("utf8").write(Buffer.from(reason).subarray(0, 123)));
}

import { StringDecoder } from "node:string_decoder";
import type { WebSocket } from "ws";

/** Cuts the reason to the 123 bytes that a close frame holds: some of them quote what the client sent. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, new StringDecoder("utf8").write(Buffer.from(reason).subarray(0, 123)));
}

import type { WebSocket } from "ws";
import type { Outbox } from "../fanout/outbox.ts";

/** Milliseconds between pings. */
const pingInterval = 12_000;

/**
 * Cuts the socket once its peer is gone, which TCP alone may never notice: once it has not answered a ping by the next.
 * What waits before the ping has to be read first, so a peer that reads is there, too. Returns what ends the pings.
 */
export function keepAlive(socket: WebSocket, outbox: Outbox): () => void {
  let isAlive = true;
  let before = { waiting: 0, taken: 0 };
  socket.on("pong", () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    const now = { waiting: outbox.bytesWaiting, taken: outbox.bytesTaken };
    const isReading = before.waiting > 0 && now.taken > before.taken;
    if (!isAlive && !isReading) return socket.terminate();
    isAlive = false;
    before = now;
    socket.ping();
  }, pingInterval);
  return () => clearInterval(timer);
}

import type { WebSocket } from "ws";

/** Milliseconds between pings; a peer that has not answered one by the next is gone. */
const pingInterval = 12_000;

/** Cuts the socket once its peer is gone, which TCP alone may never notice. Returns what ends the pings. */
export function keepAlive(socket: WebSocket): () => void {
  let isAlive = true;
  socket.on("pong", () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, pingInterval);
  return () => clearInterval(timer);
}

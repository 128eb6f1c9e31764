import { on, once } from "node:events";
import { WebSocket } from "ws";

/** A WebSocket on which nothing happens that the test does not do. */
export interface RawSocket {
  /** Text goes as it is, anything else as JSON. */
  send(message: unknown): void;
  /** The next message, parsed. Rejects when the socket closes first. */
  next(): Promise<unknown>;
  /** Close code and reason of the server. */
  readonly closed: Promise<Closing>;
  terminate(): void;
}

interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** Resolves once it is open. Rejects when the server refuses, with the status that it gave. */
export async function openRawSocket(
  url: string,
  path = "/graphql",
  protocols: readonly string[] = ["graphql-transport-ws"],
): Promise<RawSocket> {
  const socket = new WebSocket(url.replace("http", "ws") + path, [...protocols]);
  const messages = on(socket, "message", { close: ["close"] });
  const closed = new Promise<Closing>((resolve) => {
    socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await once(socket, "open");
  return {
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    async next() {
      const { done, value } = await messages.next();
      if (done) throw new Error(`The socket was closed: ${JSON.stringify(await closed)}`);
      return JSON.parse(String(value[0]));
    },
    closed,
    terminate: () => socket.terminate(),
  };
}

/** The same, with a connection that the server has acknowledged. */
export async function openConnection(url: string, token: string): Promise<RawSocket> {
  const socket = await openRawSocket(url);
  socket.send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
  await socket.next();
  return socket;
}

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";

/** Stands between WebSocket clients and a server and hands every message on, until it closes the clients' sockets. */
export interface Relay {
  readonly url: string;
  /** Number of sockets that were opened to it. */
  readonly count: number;
  /** Closes those that are open, on both sides. */
  closeSockets(code: number): void;
  close(): Promise<void>;
}

export async function startRelay(url: string): Promise<Relay> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  let count = 0;
  server.on("connection", (client) => {
    count += 1;
    const upstream = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    const isOpen = once(upstream, "open");
    client.on("message", (data) => void isOpen.then(() => upstream.send(data.toString())));
    upstream.on("message", (data) => client.send(data.toString()));
    client.on("close", () => upstream.close());
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    get count() {
      return count;
    },
    closeSockets(code) {
      for (const client of server.clients) client.close(code);
    },
    async close() {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, "close");
    },
  };
}

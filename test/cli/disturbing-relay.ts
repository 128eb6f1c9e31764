import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { WebSocket, WebSocketServer } from "ws";

/** Disturbances by a relay. */
export interface Disturbance {
  /** Rewrites the body of a request to the API. */
  readonly alterRequest?: (body: string) => string;
  /** Rewrites each piece of an answer of the API. */
  readonly alterAnswer?: (text: string) => string;
  /** Seconds after which a request to this path is asked to be repeated, if at all. */
  readonly findPause?: (path: string) => number | undefined;
  /** Called for each socket: what is sent to its client instead of a message of the server's. */
  readonly alterMessages?: () => (message: string) => readonly string[];
}

export interface Relay {
  readonly url: string;
  close(): Promise<void>;
}

/** Stands between clients and a server, for HTTP and WebSockets. */
export async function startDisturbingRelay(target: string, disturbance: Disturbance): Promise<Relay> {
  const { alterRequest = (body) => body, alterMessages = () => (message) => [message] } = disturbance;
  const { alterAnswer, findPause } = disturbance;
  const server = createServer((incoming, answer) => {
    const pause = findPause?.(incoming.url ?? "");
    if (pause !== undefined) return void answer.writeHead(429, { "retry-after": String(pause) }).end("{}");
    void buffer(incoming).then((given) => {
      const body = incoming.url === "/graphql" ? Buffer.from(alterRequest(given.toString())) : given;
      const { host: _host, "content-length": _length, ...headers } = incoming.headers;
      const forward = request(target + incoming.url, {
        method: incoming.method,
        headers: { ...headers, ...(body.length > 0 && { "content-length": body.length }) },
      });
      forward.on("response", (response) => {
        const isAltered = alterAnswer !== undefined && incoming.url === "/graphql";
        const { "content-length": _given, ...others } = response.headers;
        answer.writeHead(response.statusCode ?? 502, isAltered ? others : response.headers);
        if (!isAltered) return void response.pipe(answer);
        response.on("data", (piece: Buffer) => answer.write(alterAnswer(piece.toString())));
        response.on("end", () => answer.end());
      });
      forward.on("error", () => answer.destroy());
      forward.end(body);
    });
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (client) => {
    const upstream = new WebSocket(`${target.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    const alterMessage = alterMessages();
    const isOpen = once(upstream, "open");
    client.on("message", (data) => void isOpen.then(() => upstream.send(data.toString())));
    upstream.on("message", (data) => {
      for (const message of alterMessage(data.toString())) client.send(message);
    });
    client.on("close", () => upstream.close());
    upstream.on("close", (code, reason) => client.close(code === 1006 || code === 1005 ? 1001 : code, reason));
    upstream.on("error", () => client.terminate());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

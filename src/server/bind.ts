import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that holds its address already, and answers 503 until `serve` gives it something better. */
export interface BoundServer {
  readonly server: Server;
  /** Where it listens, e.g. http://127.0.0.1:4000. */
  readonly url: string;
  serve(listener: (request: IncomingMessage, response: ServerResponse) => void): void;
  /** Stops listening; resolves when the requests under way have been answered. */
  close(): Promise<void>;
}

/** Takes the address before anything else is started. Rejects with one sentence when it cannot be had. */
export async function bind(host: string, port: number): Promise<BoundServer> {
  const server = createServer();
  server.on("request", refuse);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(new Error(explain(error, host, port))));
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    server,
    url: `http://${name}:${address.port}`,
    serve(listener) {
      server.off("request", refuse);
      server.on("request", listener);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function refuse(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { "retry-after": "1", connection: "close" }).end("Lockstep is starting.");
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === "EADDRINUSE") return `Port ${port} on ${host} is in use: stop what runs there, or set PORT.`;
  if (error.code === "EACCES") return `Port ${port} needs more rights than this user has: set PORT to 1024 or above.`;
  return `HOST ${host} with PORT ${port} cannot be listened on: ${error.message}.`;
}

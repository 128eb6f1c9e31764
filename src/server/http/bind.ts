import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout } from "node:timers/promises";
import type { ClientLimits } from "../../config/limits.ts";
import { answerGrace } from "../request/under-way.ts";

export interface BindListener {
  /** Hears of failures after the start. */
  onError(error: Error): void;
  /** Hears of each connection above the limit, by the address of its peer. */
  onTooMany(address: string): void;
}

/**
 * A server that holds its address already. Until `serve` gives it something better it answers `/healthz` with 200,
 * since the process runs, and everything else with 503.
 */
export interface BoundServer {
  /** Where it listens, e.g. http://127.0.0.1:4000. */
  readonly url: string;
  serve(listener: (request: IncomingMessage, response: ServerResponse) => void): void;
  /** Hands over the requests that want to become WebSockets; those that want to become anything else stay requests. */
  serveWebSockets(listener: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): void;
  /**
   * Stops listening and waits for the requests under way, at most `grace` milliseconds. Then it cuts every connection
   * that is left, idle ones too. WebSockets are closed by their new owner.
   */
  close(grace?: number): Promise<void>;
}

/**
 * Takes the address before anything else is started. Rejects with one sentence when it is not free. A
 * connection above the limit is ended at once. So is one with too many requests under way, or without traffic for too
 * long. A request that arrives too slowly is answered with 408. Requests of one connection are
 * served one after the other: the next begins when the system has taken the answer before.
 */
export async function bind(
  host: string,
  port: number,
  limits: Pick<ClientLimits, "connections" | "requestSeconds" | "stallSeconds">,
  { onError, onTooMany }: BindListener,
): Promise<BoundServer> {
  const requestTimeout = limits.requestSeconds * 1_000;
  const headersTimeout = Math.min(requestTimeout, headersLimit);
  const keepAliveTimeout = idleLimit;
  const server = createServer({ requestTimeout, headersTimeout, keepAliveTimeout, connectionsCheckingInterval: 1_000 });
  server.maxConnections = limits.connections;
  /** By connection: its requests in their order, each with how it begins. Only the first of them has begun. */
  const underWay = new Map<Socket, Map<ServerResponse, () => void>>();

  /** Ends one connection for what its listener throws, where Node would end the process. */
  function attempt(socket: Duplex, listen: () => void): void {
    try {
      listen();
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
      socket.destroy();
    }
  }

  let listener = answerStarting;
  server.on("request", (request, response) => {
    const { socket } = request;
    // Not of the server: every WebSocket would keep a timer that it does not need.
    socket.setTimeout(limits.stallSeconds * 1_000);
    const responses = underWay.get(socket) ?? new Map<ServerResponse, () => void>();
    if (!underWay.has(socket)) {
      underWay.set(socket, responses);
      socket.once("close", () => underWay.delete(socket));
    }
    // Requests behind them in the same packet are parsed all the same.
    if (responses.size >= pipelineLimit) return void socket.destroy();
    const begin = () => attempt(socket, () => listener(request, response));
    responses.set(response, begin);
    response.once("close", () => {
      responses.delete(response);
      const [next] = responses.values();
      if (!socket.destroyed) next?.();
    });
    if (responses.size === 1) begin();
  });
  await once(server.listen(port, host), "listening").catch((error: NodeJS.ErrnoException) => {
    throw new Error(explain(error, host, port));
  });
  server.on("error", onError);
  server.on("drop", (connection) => onTooMany(connection?.remoteAddress ?? "unknown"));
  const address = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${name}:${address.port}`,
    serve(next) {
      listener = next;
    },
    serveWebSockets(listener) {
      server.on("upgrade", (request, socket, head) => {
        attempt(socket, () => {
          if (request.headers.upgrade?.toLowerCase() === "websocket") listener(request, socket, head);
          else ignoreUpgrade(server, request, socket, head);
        });
      });
    },
    async close(grace = answerGrace) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const begun = [...underWay.values()].flatMap((responses) => [...responses.keys()].slice(0, 1));
      const finished = begun.map(finish);
      await Promise.race([Promise.all(finished), setTimeout(grace, undefined, { ref: false })]);
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Time in which the head of a request must arrive, in milliseconds. */
const headersLimit = 10_000;

/**
 * Time that a connection may be idle between two requests, in milliseconds. It is longer than that of proxies, mostly
 * 60 s: they could otherwise send a request on a connection that is being closed.
 */
const idleLimit = 75_000;

/** Maximum requests under way on one connection, the one that is served included. */
const pipelineLimit = 16;

/** While the database is connected to and migrated. */
function answerStarting({ url = "" }: IncomingMessage, response: ServerResponse): void {
  const [path] = url.split("?", 1);
  const [status, body] = path === "/healthz" ? [200, { status: "ok" }] : [503, startingAnswers(path)];
  const headers = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };
  response.writeHead(status, { ...headers, ...(status === 503 && { "retry-after": "1", connection: "close" }) });
  response.end(JSON.stringify(body));
}

function startingAnswers(path: string | undefined): object {
  return path === "/readyz" ? { status: "starting" } : { message: "Lockstep is starting; try again in a moment." };
}

/** Waits for the end of an answer, and tells the client that there is no other on this connection. */
async function finish(response: ServerResponse): Promise<void> {
  if (!response.headersSent) response.setHeader("connection", "close");
  await once(response, "close");
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === "EADDRINUSE") return `Port ${port} on ${host} is in use: stop what runs there, or set PORT.`;
  if (error.code === "EACCES") return `Port ${port} needs more rights than this user has: set PORT to 1024 or above.`;
  return `HOST ${host} with PORT ${port} cannot be listened on: ${error.message}.`;
}

/**
 * Has the server answer a request as if it had not asked for another protocol, as HTTP allows. The HTTP client of Java
 * asks for h2c with ordinary requests. Node parses no further once there is a listener for upgrades, so the connection
 * begins anew, with the same request but for the header.
 */
function ignoreUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    if (name.toLowerCase() !== "upgrade") lines.push(`${name}: ${value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from([...lines, "", ""].join("\r\n"), "latin1"), head]));
  server.emit("connection", socket);
}

import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

/**
 * Makes the server answer a request as if it had not asked for another protocol, as HTTP allows. Java and curl ask for
 * h2c with ordinary requests. Node parses no further once somebody listens for upgrades, so the connection begins anew,
 * with the same request but for the header.
 */
export function ignoreUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    if (name.toLowerCase() !== "upgrade") lines.push(`${name}: ${value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from([...lines, "", ""].join("\r\n"), "latin1"), head]));
  server.emit("connection", socket);
}

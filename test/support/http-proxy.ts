import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

/** Treatment of upgrades to WebSocket, as of proxies that do not know them. `cut`: ended after a second. */
export type UpgradeTreatment = "pass" | "refuse" | "swallow" | "cut";

/** A proxy that speaks HTTP/1.1. */
export interface HttpProxy {
  readonly url: string;
  upgrades: UpgradeTreatment;
  /** Holds each answer back until its end, as a proxy that buffers. */
  isBuffering: boolean;
  /** Number of answers that are under way. */
  readonly answering: number;
  /** Largest number of answers that were under way at once. */
  readonly mostAnswering: number;
  /** Brings nothing more of the answers that are under way, and leaves them open. */
  abandon(): void;
  /** Resets all WebSockets. */
  cutUpgrades(): void;
  /** Breaks off the answers that are under way. */
  cutAnswers(): void;
  close(): Promise<void>;
}

/** Starts it in front of the server at `target`. It passes everything on. */
export async function startHttpProxy(target: string): Promise<HttpProxy> {
  const { hostname, port } = new URL(target);
  const upgraded = new Set<Duplex>();
  const answers = new Set<ServerResponse>();
  const abandoned = new WeakSet<ServerResponse>();
  let mostAnswering = 0;
  const server = createServer((incoming, response) => {
    answers.add(response.once("close", () => answers.delete(response)));
    mostAnswering = Math.max(mostAnswering, answers.size);
    pass(incoming, response);
  });
  server.on("upgrade", (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    upgraded.add(client.once("close", () => upgraded.delete(client)));
    client.on("error", () => undefined);
    if (proxy.upgrades === "refuse")
      return void client.end("HTTP/1.1 501 Not Implemented\r\ncontent-length: 0\r\n\r\n");
    if (proxy.upgrades === "swallow") return;
    passUpgrade(incoming, client, head);
    if (proxy.upgrades === "cut") setTimeout(() => client.destroy(), 1_000);
  });

  function pass(incoming: IncomingMessage, response: ServerResponse): void {
    const { method, url, headers } = incoming;
    const outgoing = request({ hostname, port, method, path: url, headers: { ...headers, connection: "close" } });
    outgoing.on("response", (answer) => {
      if (abandoned.has(response)) return void answer.resume();
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      if (!proxy.isBuffering) {
        response.flushHeaders();
        answer.on("error", () => response.destroy());
        answer.on("data", (piece: Buffer) => abandoned.has(response) || response.write(piece));
        answer.on("end", () => abandoned.has(response) || response.end());
        return;
      }
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.on("end", () => response.end(Buffer.concat(pieces)));
      answer.on("error", () => response.destroy());
    });
    outgoing.on("error", () => response.destroy());
    response.on("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  }

  function passUpgrade({ method, url, rawHeaders }: IncomingMessage, client: Duplex, head: Buffer): void {
    const upstream: Socket = connect(Number(port), hostname);
    const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
    upstream.write(`${method} ${url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    upstream.write(head);
    upstream.on("error", () => client.destroy());
    upstream.on("close", () => client.destroy());
    client.on("close", () => upstream.destroy());
    upstream.pipe(client).pipe(upstream);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    upgrades: "pass" as UpgradeTreatment,
    isBuffering: false,
    get answering() {
      return answers.size;
    },
    get mostAnswering() {
      return mostAnswering;
    },
    abandon() {
      for (const response of answers) abandoned.add(response);
    },
    cutUpgrades() {
      for (const socket of upgraded) socket.destroy();
    },
    cutAnswers() {
      for (const response of answers) response.destroy();
    },
    async close() {
      proxy.cutUpgrades();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return proxy;
}

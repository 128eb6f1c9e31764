import { EventEmitter, once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Treatment of bytes by a proxy. */
export type Weather =
  | { readonly kind: "fair" }
  /** Connections stand and new ones are taken, but no byte passes, in neither direction. */
  | { readonly kind: "stalled" }
  /** Every piece of data takes so many milliseconds longer. */
  | { readonly kind: "slow"; readonly latency: number }
  /** New connections are reset at once. */
  | { readonly kind: "refusing" };

/** Treatment of handshakes of WebSockets. `swallow`: they are never answered. */
export type Upgrades = "pass" | "refuse" | "swallow";

/** A way to a TCP server that can be disturbed. It starts fair. */
export interface TcpProxy {
  readonly port: number;
  /** From now on. Bytes that a stall held back are passed on as soon as it ends, as on a network that recovers. */
  turn(weather: Weather): void;
  /** From now on. Where they do not pass, WebSockets that are open are reset. */
  turnUpgrades(upgrades: Upgrades): void;
  /** Resets every open connection; what was on the way is lost. */
  cut(): void;
  /** Leaves every open connection half open: it stands, and no byte passes any more. New ones are not concerned. */
  abandon(): void;
  /** Resolves when so many more pieces of data have come, in either direction, or when it closes. */
  passed(pieces: number): Promise<void>;
  /** Cuts, and takes no more connections. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1, on a port of its own. */
export async function startProxy(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const open = new Set<Socket>();
  const abandoned = new WeakSet<Socket>();
  const changes = new EventEmitter().setMaxListeners(0);
  const upgraded = new Set<Socket>();
  let weather: Weather = { kind: "fair" };
  let upgrades: Upgrades = "pass";
  let isClosed = false;
  let pieces = 0;

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    open.add(client.once("close", () => open.delete(client)));
    // A break is told by the close that follows it.
    client.on("error", () => undefined);
    if (weather.kind === "refusing") return void client.resetAndDestroy();
    const upstream = connect({ ...target, allowHalfOpen: true, noDelay: true });
    open.add(upstream.once("close", () => open.delete(upstream)));
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      // The one direction may go on when the other has come to its end.
      const pass = (chunks: AsyncIterable<unknown>) => delay(from === client ? judge(chunks, client) : chunks, client);
      pipeline(from.iterator({ destroyOnReturn: false }), pass, to).catch(() => {
        from.destroy();
        to.destroy();
      });
    }
  });

  /** One piece after the other, so that neither order nor backpressure is lost. */
  async function* delay(chunks: AsyncIterable<unknown>, client: Socket): AsyncGenerator<unknown> {
    for await (const chunk of chunks) {
      pieces += 1;
      changes.emit("piece");
      while (weather.kind === "stalled" || abandoned.has(client)) await once(changes, "change");
      if (weather.kind === "slow") await sleep(weather.latency);
      yield chunk;
    }
  }

  /** Takes out the handshake of a WebSocket where it may not pass. A browser sends each on a new connection. */
  async function* judge(chunks: AsyncIterable<unknown>, client: Socket): AsyncGenerator<unknown> {
    for await (const chunk of chunks) {
      const isHandshake = handshake.test(String(chunk));
      if (isHandshake && upgrades === "refuse") return void client.end(refusal);
      if (isHandshake && upgrades === "swallow") return void (await once(client, "close"));
      if (isHandshake) upgraded.add(client.once("close", () => upgraded.delete(client)));
      yield chunk;
    }
  }

  const turn = (next: Weather) => {
    weather = next;
    changes.emit("change");
  };
  const cut = () => {
    for (const socket of open) socket.resetAndDestroy();
  };

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    turn,
    turnUpgrades(next) {
      upgrades = next;
      if (next !== "pass") for (const socket of upgraded) socket.resetAndDestroy();
    },
    cut,
    abandon() {
      for (const socket of open) abandoned.add(socket);
    },
    async passed(count) {
      const end = pieces + count;
      while (pieces < end && !isClosed) await once(changes, "piece");
    },
    async close() {
      isClosed = true;
      changes.emit("piece");
      turn({ kind: "refusing" });
      cut();
      server.close();
      await once(server, "close");
    },
  };
}

const handshake = /^GET [^\r]*\r\n(?:[^\r]*\r\n)*?upgrade: websocket\r\n/i;
const refusal = "HTTP/1.1 501 Not Implemented\r\ncontent-length: 0\r\n\r\n";

import { EventEmitter, once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { patience } from "../support/patience.ts";

/** The way of one instance to Redis, to be cut and to be watched. */
export interface RedisProxy {
  readonly url: string;
  /** The projects whose lists were asked for since the last `hold`, as often as they were. */
  readonly exchanged: readonly string[];
  /** Number of the scripts that ran since then. */
  readonly scripts: number;
  /** Begins anew to note them, and keeps back all answers until `release`. */
  hold(): void;
  release(): void;
  untilExchanged(count: number): Promise<void>;
  /** As if the instance had died: its connections are gone, and no new one comes about. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function createRedisProxy(redisUrl: string): Promise<RedisProxy> {
  const target = new URL(redisUrl);
  const sockets = new Set<Socket>();
  const answers = new Set<Socket>();
  const events = new EventEmitter();
  let isCut = false;
  let isHolding = false;
  let seen = "";

  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const redis = connect(Number(target.port), target.hostname);
    for (const socket of [client, redis]) {
      sockets.add(socket);
      // The end of one ends the other; the errors of a cut are intended.
      socket.on("error", () => {});
    }
    const end = () => {
      for (const socket of [client, redis]) {
        socket.destroy();
        sockets.delete(socket);
        answers.delete(socket);
      }
    };
    client.on("close", end);
    redis.on("close", end);
    answers.add(redis);
    client.on("data", (data) => {
      redis.write(data);
      seen += data.toString();
      events.emit("data");
    });
    redis.on("data", (data) => client.write(data));
    if (isHolding) redis.pause();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const exchanged = () => [...seen.matchAll(/lockstep:\w+:\{(.+?)\}:presence/g)].map(([, projectId = ""]) => projectId);

  return {
    url: `redis://127.0.0.1:${port}`,
    get exchanged() {
      return exchanged();
    },
    get scripts() {
      return [...seen.matchAll(/evalsha/gi)].length;
    },
    hold() {
      isHolding = true;
      seen = "";
      for (const redis of answers) redis.pause();
    },
    release() {
      isHolding = false;
      for (const redis of answers) redis.resume();
    },
    async untilExchanged(wanted) {
      const signal = AbortSignal.timeout(patience);
      while (exchanged().length < wanted) {
        await once(events, "data", { signal }).catch(() => {
          throw new Error(`Only ${exchanged().length} of ${wanted} were asked for.`);
        });
      }
    },
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

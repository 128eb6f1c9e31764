import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { range } from "../support/range.ts";
import { startProxy, type TcpProxy } from "./tcp-proxy.ts";

/** Answers everything with itself. */
let echo: Server;
let proxy: TcpProxy;

beforeEach(async () => {
  echo = createServer({ allowHalfOpen: true }, (socket) => void socket.on("error", () => undefined).pipe(socket));
  await once(echo.listen(0, "127.0.0.1"), "listening");
  proxy = await startProxy({ host: "127.0.0.1", port: (echo.address() as AddressInfo).port });
});

afterEach(async () => {
  await proxy.close();
  await once(echo.close(), "close");
});

it.each([{ kind: "fair" }, { kind: "slow", latency: 5 }] as const)(
  "passes everything on in order: $kind",
  async (weather) => {
    proxy.turn(weather);
    const sent = range(1, 100_000).join();
    const socket = open();
    socket.end(sent);
    // Not as texts: their difference would fill the screen.
    expect((await text(socket)) === sent).toBe(true);
  },
);

it("holds back while it is stalled, and then delivers", async () => {
  const [stalled, later] = [open(), open()];
  stalled.write("before");
  expect(await next(stalled)).toBe("before");
  proxy.turn({ kind: "stalled" });
  stalled.write("meanwhile");
  const received: string[] = [];
  stalled.on("data", (data) => received.push(data.toString()));
  // Long enough for what is not held back: another connection's whole way there and back, past the proxy.
  const { port } = echo.address() as AddressInfo;
  const direct = connect(port, "127.0.0.1");
  direct.write("direct");
  expect(await next(direct)).toBe("direct");
  later.write("later");
  expect(received).toEqual([]);
  proxy.turn({ kind: "fair" });
  expect(await next(later)).toBe("later");
  expect(received).toEqual(["meanwhile"]);
  for (const socket of [stalled, later, direct]) socket.destroy();
});

it("delivers nothing of what it held back when it is cut before the stall ends", async () => {
  const socket = open();
  socket.write("before");
  await next(socket);
  proxy.turn({ kind: "stalled" });
  socket.write("lost");
  const received: unknown[] = [];
  socket.on("data", (data) => received.push(data));
  const closing = closed(socket);
  proxy.cut();
  proxy.turn({ kind: "fair" });
  await closing;
  expect(received).toEqual([]);
});

it("resets who comes while it refuses, and takes them again after it", async () => {
  proxy.turn({ kind: "refusing" });
  await closed(open());
  proxy.turn({ kind: "fair" });
  const socket = open();
  socket.write("again");
  expect(await next(socket)).toBe("again");
  socket.destroy();
});

function open(): Socket {
  return connect(proxy.port, "127.0.0.1").on("error", () => undefined);
}

/** Unlike `once`, whether or not an error comes first. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

async function next(socket: Socket): Promise<string> {
  const [data] = (await once(socket, "data")) as [Buffer];
  return data.toString();
}

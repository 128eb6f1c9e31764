import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "pg";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Connections } from "../../../src/server/connections/connections.ts";
import { StreamAnswer } from "../../../src/server/http/stream-answer.ts";
import { multipartFormat, type StreamFormat, sseFormat } from "../../../src/server/http/stream-formats.ts";

const maxBacklog = 64 * 1024 * 1024;
let connections: Connections;

beforeEach(() => {
  const formatError = (error: unknown) => ({ message: String(error) });
  const limits = { maxPerUser: 1, maxBacklog, drainTime: 0 };
  // Nobody has a token, so that PostgreSQL is never asked.
  const parts = { pool: new Pool(), formatError, onOutage: () => false, logger: pino({ level: "silent" }) };
  connections = new Connections({ ...limits, ...parts });
});

afterEach(() => connections.close());

/** Answers one request by a stream. */
async function open(format: StreamFormat) {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const asked = once(server, "request") as Promise<[IncomingMessage, ServerResponse]>;
  const request = get({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, agent: false });
  const [, response] = await asked;
  response.writeHead(200, { connection: "close" }).flushHeaders();
  const formatError = (error: unknown) => ({ message: String(error) });
  const answer = new StreamAnswer({
    ...{ id: "1", response, format, isLasting: true, viewer: null, connections, formatError },
  });
  const [incoming] = (await once(request, "response")) as [IncomingMessage];
  incoming.setEncoding("utf8").on("error", () => {});
  server.close();
  return { answer, incoming, socket: response.socket as NonNullable<typeof response.socket> };
}

async function readUntil(incoming: IncomingMessage, text: string): Promise<void> {
  let read = "";
  while (!read.endsWith(text)) read += String((await once(incoming, "data"))[0]);
  expect(read).toBe(text);
}

describe.each([sseFormat, multipartFormat])("a stream, format %#", (format) => {
  it("gets a heartbeat at each check while nothing waits", async () => {
    const { answer, incoming } = await open(format);
    await readUntil(incoming, format.opening);
    for (const _check of [1, 2, 3]) {
      const beat = readUntil(incoming, format.heartbeat);
      answer.pulse.check();
      await beat;
    }
    const ended = once(incoming, "end");
    answer.fail([new Error("over")]);
    await readUntil(incoming, format.failure([{ message: "Error: over" }]));
    await ended;
  });

  it("stays when its client has read some of what waits between two checks", async () => {
    const { answer, incoming, socket } = await open(format);
    await readUntil(incoming, format.opening);
    incoming.pause();
    // More than the system takes by itself.
    void answer.writer.send("a".repeat(maxBacklog / 2));
    answer.pulse.check();
    expect(answer.writer.bytesWaiting).toBeGreaterThan(0);
    incoming.resume();
    for (let read = 0; read < maxBacklog / 4; ) read += String((await once(incoming, "data"))[0]).length;
    incoming.pause();
    answer.pulse.check();
    expect(socket.destroyed).toBe(false);
    incoming.destroy();
  });

  it("is cut at the second check when its client reads nothing", async () => {
    const { answer, incoming, socket } = await open(format);
    await readUntil(incoming, format.opening);
    incoming.pause();
    void answer.writer.send("a".repeat(maxBacklog / 2));
    answer.pulse.check();
    expect(socket.destroyed).toBe(false);
    answer.pulse.check();
    expect(socket.destroyed).toBe(true);
    expect(answer.pulse.isOver).toBe(true);
    incoming.destroy();
  });
});

import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { FrameMemory } from "../../../src/engine/fanout/frame-memory.ts";
import { SocketWriter } from "../../../src/engine/fanout/socket-writer.ts";
import { HttpStream, sendStreamHead } from "../../../src/engine/http/http-stream.ts";
import { multipartFormat, type StreamFormat, sseFormat } from "../../../src/engine/http/stream-formats.ts";

const maxBacklog = 64 * 1024 * 1024;

/** Answers one request by a stream. */
async function open(format: StreamFormat, { maxAge, isLasting = true }: { maxAge?: number; isLasting?: boolean } = {}) {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const asked = once(server, "request") as Promise<[IncomingMessage, ServerResponse]>;
  const request = get({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, agent: false });
  const [, response] = await asked;
  sendStreamHead(response, format);
  const memory = new FrameMemory();
  const stream: HttpStream = new HttpStream({
    ...{ response, format, isLasting, ...(maxAge !== undefined && { maxAge }) },
    createWriter: (channel) =>
      new SocketWriter({ ...channel, memory, maxBacklog, onOverflow: () => stream.breakOff() }),
    onClosed: () => {},
  });
  const [incoming] = (await once(request, "response")) as [IncomingMessage];
  incoming.setEncoding("utf8").on("error", () => {});
  server.close();
  return { stream, incoming, socket: response.socket as NonNullable<typeof response.socket> };
}

async function readUntil(incoming: IncomingMessage, text: string): Promise<void> {
  let read = "";
  while (!read.endsWith(text)) read += String((await once(incoming, "data"))[0]);
  expect(read).toBe(text);
}

describe.each([sseFormat, multipartFormat])("a stream, format %#", (format) => {
  it("gets a heartbeat at each check while nothing waits", async () => {
    const { stream, incoming } = await open(format);
    await readUntil(incoming, format.opening);
    for (const _check of [1, 2, 3]) {
      const beat = readUntil(incoming, format.heartbeat);
      stream.check();
      await beat;
    }
    const ended = once(incoming, "end");
    stream.fail([{ message: "over" }]);
    await readUntil(incoming, format.failure([{ message: "over" }]));
    await ended;
  });

  it("stays when its client has read some of what waits between two checks", async () => {
    const { stream, incoming, socket } = await open(format);
    await readUntil(incoming, format.opening);
    incoming.pause();
    // More than the system takes by itself.
    void stream.writer.send("a".repeat(maxBacklog / 2));
    stream.check();
    expect(stream.writer.bytesWaiting).toBeGreaterThan(0);
    incoming.resume();
    for (let read = 0; read < maxBacklog / 4; ) read += String((await once(incoming, "data"))[0]).length;
    incoming.pause();
    stream.check();
    expect(socket.destroyed).toBe(false);
    incoming.destroy();
  });

  it("is cut at the second check when its client reads nothing", async () => {
    const { stream, incoming, socket } = await open(format);
    await readUntil(incoming, format.opening);
    incoming.pause();
    void stream.writer.send("a".repeat(maxBacklog / 2));
    stream.check();
    expect(socket.destroyed).toBe(false);
    stream.check();
    expect(socket.destroyed).toBe(true);
    expect(stream.isOver).toBe(true);
    incoming.destroy();
  });

  it("is broken off at the first check beyond its age, without an end", async () => {
    const { stream, incoming } = await open(format, { maxAge: 0 });
    await readUntil(incoming, format.opening);
    const broken = once(incoming, "aborted");
    stream.check();
    await broken;
    expect(stream.isEnded).toBe(true);
  });

  it("has no age as the answer to a query or mutation", async () => {
    const { stream, incoming } = await open(format, { maxAge: 0, isLasting: false });
    await readUntil(incoming, format.opening);
    const beat = readUntil(incoming, format.heartbeat);
    stream.check();
    await beat;
    stream.answer("{}");
    await readUntil(incoming, `${format.next("{}")}${format.completion}`);
  });
});

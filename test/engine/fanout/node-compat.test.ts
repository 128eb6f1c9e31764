import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { countTaken } from "../../../src/engine/fanout/node-compat.ts";

/** More than the buffers of the system hold. */
const message = Buffer.alloc(64 * 1024 * 1024, "x");

test("countTaken: tells which part of one long message the system has taken, as the peer reads it", async () => {
  const { stream, peer } = await openPair();
  peer.pause();
  stream.write(message);
  await expect.poll(() => countTaken(stream)).toBeGreaterThan(0);
  const before = countTaken(stream);
  expect(before).toBeLessThan(message.length);
  // Public counters tell nothing of it.
  expect(stream.bytesWritten).toBe(message.length);
  peer.resume();
  await once(stream, "drain");
  expect(countTaken(stream)).toBe(message.length);
});

test("countTaken: is 0 for a stream that was destroyed", async () => {
  const { stream } = await openPair();
  stream.destroy();
  await once(stream, "close");
  expect(countTaken(stream)).toBe(0);
});

async function openPair(): Promise<{ readonly stream: Socket; readonly peer: Socket }> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const stream = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [[peer]] = (await Promise.all([once(server, "connection"), once(stream, "connect")])) as [[Socket], unknown];
  onTestFinished(() => {
    stream.destroy();
    peer.destroy();
    server.close();
  });
  return { stream, peer };
}

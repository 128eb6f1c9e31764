import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import { FrameMemory } from "../../src/fanout/frame-memory.ts";
import { Outbox } from "../../src/fanout/outbox.ts";

/** Writes a message into a socket that takes it at once, or keeps it. Returns the frame that the socket was given. */
function write(memory: FrameMemory, text: string, isTaken: boolean): Buffer {
  const given: Buffer[] = [];
  const stream = new Duplex({
    write(chunk, _encoding, done) {
      given.push(chunk);
      if (isTaken) done();
    },
  });
  const outbox = new Outbox({
    webSocket: { readyState: WebSocket.OPEN as number } as WebSocket,
    stream: stream as Duplex as Socket,
    memory,
    maxBacklog: 1_000_000,
    onOverflow: () => undefined,
  });
  outbox.enqueue({ pump: () => outbox.push(Buffer.from("head "), Buffer.from(text)) });
  outbox.pump();
  return given[0] ?? Buffer.alloc(0);
}

it("a frame that its socket keeps is never written over, however many follow on others", () => {
  const memory = new FrameMemory();
  const kept = Array.from({ length: 100 }, (_, index) => {
    const frame = write(memory, `kept ${index}`.padEnd(1_000), false);
    write(memory, "taken".padEnd(1_000), true);
    return frame;
  });
  for (const [index, frame] of kept.entries()) expect(frame.toString()).toContain(`head kept ${index} `);
});

it("a frame that its socket took at once makes room for the next", () => {
  const memory = new FrameMemory();
  const [first, second] = [write(memory, "one", true), write(memory, "two", true)];
  expect(second.buffer).toBe(first.buffer);
  expect(second.byteOffset).toBe(first.byteOffset);
});

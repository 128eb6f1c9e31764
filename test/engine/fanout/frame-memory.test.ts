import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { expect, it } from "vitest";
import { FrameMemory } from "../../../src/engine/fanout/frame-memory.ts";
import { webSocketFraming as framing } from "../../../src/engine/fanout/framing.ts";
import { SocketWriter } from "../../../src/engine/fanout/socket-writer.ts";

/** A socket that takes what is written at once, or keeps it until it is released. */
function createSocket(memory: FrameMemory, isTaking: boolean) {
  const taken: Buffer[] = [];
  let release = () => {};
  const stream = new Duplex({
    highWaterMark: 1_000_000,
    write(chunk, _encoding, done) {
      taken.push(chunk);
      if (isTaking) return done();
      release = () => {
        isTaking = true;
        done();
      };
    },
  });
  const writer = new SocketWriter({
    stream: stream as Duplex as Socket,
    framing,
    isOpen: () => true,
    memory,
    maxBacklog: 1_000_000,
    onOverflow: () => undefined,
  });
  return {
    /** The frames that it has begun to take. */
    taken,
    write(text: string): void {
      writer.enqueue({ pump: () => writer.push(Buffer.from("head "), Buffer.from(text), Buffer.alloc(0)) });
      writer.pump();
    },
    release: () => release(),
  };
}

/** The frame that such a socket was given. */
function write(memory: FrameMemory, text: string, isTaking: boolean): Buffer {
  const socket = createSocket(memory, isTaking);
  socket.write(text);
  return socket.taken[0] ?? Buffer.alloc(0);
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

it("a socket that takes nothing keeps no more than its own frames, however many others keep theirs", async () => {
  const memory = new FrameMemory();
  const slow = createSocket(memory, false);
  for (let count = 0; count < 100; count += 1) {
    slow.write("kept".padEnd(100));
    write(memory, "of another".padEnd(16_000), false);
  }
  slow.release();
  await expect.poll(() => slow.taken).toHaveLength(100);
  const memories = new Set(slow.taken.map(({ buffer }) => buffer));
  const bytes = [...memories].reduce((sum, { byteLength }) => sum + byteLength, 0);
  // The first was written before anything was kept, into what all share.
  expect(bytes).toBeLessThan(32 * 1_024 + 100 * 120);
});

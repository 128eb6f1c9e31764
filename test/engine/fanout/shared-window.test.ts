import { constants, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitsHead, messageMiddle, storeHead } from "../../../src/engine/fanout/deflated-frame.ts";
import { SharedWindow } from "../../../src/engine/fanout/shared-window.ts";
import { range } from "../../support/range.ts";

/** The inflater of a client: its window is the end of what was compressed, whatever came uncompressed between. */
class Peer {
  readonly head: Buffer;
  #window = Buffer.alloc(0);
  #after = 0;
  /** Bytes of all messages, and number of those that were compressed. */
  bytes = 0;
  deflated = 0;

  constructor(id: string) {
    this.head = Buffer.from(`{"id":${JSON.stringify(id)}${messageMiddle}`);
  }

  /** Takes the next event, and returns the message that the client reads. */
  take(window: SharedWindow, event: object, text: Buffer): string {
    const frame = window.frameOf(event, text, this.#after);
    if (!frame) {
      this.bytes += this.head.length + text.length + 1;
      return `${this.head}${text}}`;
    }
    this.deflated += 1;
    this.#after = frame.number;
    const payload = Buffer.concat([...(frame.follows === 0 ? [storeHead(this.head)] : []), frame.payload]);
    this.bytes += payload.length;
    const message = inflateRawSync(Buffer.concat([payload, Buffer.from([0, 0, 0xff, 0xff])]), {
      dictionary: this.#window,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    this.#window = Buffer.from(Buffer.concat([this.#window, message]).subarray(-32 * 1024));
    return message.toString();
  }
}

/** An event's text as a selection renders it. */
function textOf(data: unknown): Buffer {
  return Buffer.from(JSON.stringify({ data }));
}

function sampleOf(seq: number): Buffer {
  const task = {
    title: `Check the invoice of customer ${seq * 7_919}`,
    description: "As agreed, by Friday. ".repeat(20),
  };
  return textOf({
    seq,
    actor: { id: "0b6f9c1e-5a0f-4a39-9a53-4f2a8e1b3c11", name: "Ада" },
    task: { ...task, version: seq },
  });
}

const words = fc.constantFrom(
  "invoice",
  "Łódź",
  "🐕",
  "\\",
  '"',
  "\u0000",
  "\u0001",
  "</b>",
  "{}",
  "eeeeee",
  "next",
  "id",
);
const bodies = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.oneof(words, fc.uuid()), { minLength: 10, maxLength: 60 }) },
  { weight: 3, arbitrary: fc.record({ text: fc.string({ unit: "binary", maxLength: 2_000 }) }) },
  { weight: 1, arbitrary: fc.record({ word: words, count: fc.integer({ min: 1, max: 20_000 }) }).map(repeatWord) },
);

function repeatWord({ word, count }: { readonly word: string; readonly count: number }): string {
  return word.repeat(count);
}

/** Events, and what one of several subscribers does. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("events" as const), bodies: fc.array(bodies, { maxLength: 20 }) }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("read" as const),
        who: fc.nat(),
        count: fc.integer({ min: 1, max: 40 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("join" as const),
        id: fc.string({ minLength: 1, maxLength: 40, unit: "binary" }),
      }),
    },
  ),
  { minLength: 1, maxLength: 150 },
);

describe("SharedWindow", () => {
  test("every peer reads every message as it was, however far each has read", () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const window = new SharedWindow();
        const events: { readonly event: object; readonly text: Buffer }[] = [];
        const peers: { readonly peer: Peer; next: number }[] = [];
        const join = (id: string) => {
          const peer = new Peer(id);
          if (fitsHead(peer.head)) peers.push({ peer, next: events.length });
        };
        join("1");
        join("4e1a2c7e-0d42-4a5b-8f8e-3d9b6a2f1c55");
        for (const step of taken) {
          if (step.kind === "events") events.push(...step.bodies.map((body) => ({ event: {}, text: textOf(body) })));
          else if (step.kind === "join") join(step.id);
          else {
            const reader = peers[step.who % peers.length];
            for (const { event, text } of events.slice(reader?.next, (reader?.next ?? 0) + step.count)) {
              const message = reader?.peer.take(window, event, text) ?? "";
              expect(JSON.parse(message)).toEqual(JSON.parse(`${reader?.peer.head}${text}}`));
              if (reader) reader.next += 1;
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("a message takes less than 0.28 of its bytes where all read along", () => {
    const window = new SharedWindow();
    const peers = range(1, 5).map((index) => new Peer(`subscriber-${index}`));
    let plain = 0;
    for (const seq of range(1, 200)) {
      const text = sampleOf(seq);
      const event = {};
      for (const peer of peers) {
        plain += peer.head.length + text.length;
        peer.take(window, event, text);
      }
    }
    expect(peers.map(({ deflated }) => deflated)).toEqual(Array(5).fill(200));
    expect(peers.reduce((sum, { bytes }) => sum + bytes, 0) / plain).toBeLessThan(0.28);
  });

  test("frames but the first of a period are the same bytes for all", () => {
    const window = new SharedWindow();
    const first = {};
    const after = window.frameOf(first, sampleOf(1), 0)?.number ?? 0;
    const event = {};
    const frame = window.frameOf(event, sampleOf(2), after);
    expect(frame?.follows).toBe(after);
    expect(window.frameOf(event, sampleOf(2), after)).toBe(frame);
  });

  test("one that joins gets plain messages until the window restarts, and compressed ones from there", () => {
    const window = new SharedWindow();
    const [early, late] = [new Peer("early"), new Peer("late")];
    for (const seq of range(1, 40)) {
      const event = {};
      early.take(window, event, sampleOf(seq));
      if (seq > 3) late.take(window, event, sampleOf(seq));
    }
    expect(early.deflated).toBe(40);
    // The window restarts with the 17th event.
    expect(late.deflated).toBe(24);
  });

  test("the window restarts after an event that only those have read who cannot follow", () => {
    const window = new SharedWindow();
    new Peer("gone").take(window, {}, sampleOf(1));
    const reloaded = new Peer("reloaded");
    for (const seq of range(2, 40)) reloaded.take(window, {}, sampleOf(seq));
    expect(reloaded.deflated).toBe(38);
  });

  test("one that reads before the others and cannot follow does not set them back", () => {
    const window = new SharedWindow();
    const [late, early] = [new Peer("late"), new Peer("early")];
    for (const seq of range(1, 16)) {
      const event = {};
      if (seq > 1) late.take(window, event, sampleOf(seq));
      early.take(window, event, sampleOf(seq));
    }
    expect([early.deflated, late.deflated]).toEqual([16, 0]);
  });

  test("compresses nothing that nobody can read", () => {
    const window = new SharedWindow();
    const first = window.frameOf({}, sampleOf(1), 0);
    expect(window.frameOf({}, sampleOf(2), 0)).toBeNull();
    // Frames are numbered as they are compressed.
    expect(window.frameOf({}, sampleOf(3), 0)?.number).toBe((first?.number ?? 0) + 1);
  });

  test("one that reads late does not set the others back", () => {
    const window = new SharedWindow();
    const [prompt, slow] = [new Peer("prompt"), new Peer("slow")];
    const events = range(1, 100).map((seq) => ({ event: {}, text: sampleOf(seq) }));
    for (const [index, { event, text }] of events.entries()) {
      prompt.take(window, event, text);
      const earlier = events[index - 50];
      if (earlier) slow.take(window, earlier.event, earlier.text);
    }
    expect(prompt.deflated).toBe(100);
  });

  test("texts too short to gain from it, and too long to be compressed at once, go plain and break no window", () => {
    const window = new SharedWindow();
    const peer = new Peer("1");
    const sizes = [500, 20, 500, 70_000, 500, 12_000, 500];
    for (const size of sizes) peer.take(window, {}, textOf("abcde".repeat(size / 5)));
    expect(peer.deflated).toBe(5);
  });
});

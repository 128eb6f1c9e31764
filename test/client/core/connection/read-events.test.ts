import fc from "fast-check";
import { expect, it } from "vitest";
import { readEvents, type ServerEvent } from "../../../../client/core/connection/read-events.ts";

const text =
  'retry: 1000\r\n\r\nevent: next\r\ndata: {"a":"é"}\r\nid: project.1.x\r\n\r\n:\n\nevent:next\ndata:two\ndata:  lines\n\n' +
  "event: complete\rdata:\r\rid: 3\n\nevent: cut\nda";

const events: readonly ServerEvent[] = [
  { event: "next", data: '{"a":"é"}' },
  { event: "next", data: "two\n lines" },
  { event: "complete", data: "" },
];

it("the same events are read however the network cuts the bytes", async () => {
  const bytes = new TextEncoder().encode(text);
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }));
  await fc.assert(
    fc.asyncProperty(cuts, async (places) => {
      const ends = [...places.toSorted((one, other) => one - other), bytes.length];
      const pieces = ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
      let heard = 0;
      const found: ServerEvent[] = [];
      const reading = readEvents(toBody(pieces), () => {
        heard += 1;
      });
      for await (const event of reading) found.push(event);
      expect(found).toEqual(events);
      expect(heard).toBe(pieces.length);
    }),
  );
});

it("a body that breaks off is an error after the events before it", async () => {
  const bytes = new TextEncoder().encode("event: next\ndata: 1\n\nevent: ne");
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (bytes.length === 0 || isSent) controller.error(new Error("cut"));
      else controller.enqueue(bytes);
      isSent = true;
    },
  });
  let isSent = false;
  const found: ServerEvent[] = [];
  const reading = (async () => {
    for await (const event of readEvents(body, () => {})) found.push(event);
  })();
  await expect(reading).rejects.toThrow("cut");
  expect(found).toEqual([{ event: "next", data: "1" }]);
});

function toBody(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}

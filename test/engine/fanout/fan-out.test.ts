import { setImmediate } from "node:timers/promises";
import { type GraphQLError, parse } from "graphql";
import { beforeEach, describe, expect, it } from "vitest";
import {
  createWebSocketEnvelope,
  type Envelope,
  multipartEnvelope,
  sseEnvelope,
} from "../../../src/engine/fanout/envelope.ts";
import { FanOut } from "../../../src/engine/fanout/fan-out.ts";
import { range } from "../../support/range.ts";
import { createTestWriter, createTick, createTickSchema, createTickSource, type TickSchema } from "./ticks.ts";

const query = "subscription ($since: Int, $room: String) { ticks(since: $since, room: $room) { number } }";

let schema: TickSchema;
let fanOut: FanOut;
beforeEach(() => {
  schema = createTickSchema();
  fanOut = new FanOut({
    formatErrors: (errors: readonly GraphQLError[]) => errors.map(({ message }) => ({ message })),
  });
});

/** Subscribes so many with the same variables, or with those that `variables` gives each. */
function subscribe(
  text: string,
  count: number,
  variables: (index: number) => Record<string, unknown> = () => ({}),
  envelopeOf: (index: number) => Envelope = (index) => createWebSocketEnvelope(`subscription-${index}`),
) {
  const document = parse(text);
  return range(1, count).map((index) => {
    const source = createTickSource();
    const box = createTestWriter();
    const args = schema.args(text, variables(index), document);
    const subscription = fanOut.deliver({
      source,
      args,
      writer: box.writer,
      envelope: envelopeOf(index),
    });
    return { source, subscription, ...box };
  });
}

describe("an event", () => {
  it("is executed once for all who select the same, whatever they asked their source for", async () => {
    const subscribers = subscribe(query, 50, (index) => ({ since: index, room: `room ${index}` }));
    const tick = createTick(7);
    for (const { source } of subscribers) source.push(tick);
    while (subscribers.some(({ writes }) => writes.length === 0)) await setImmediate();
    expect(schema.executions).toBe(1);
    for (const [index, { writes }] of subscribers.entries()) {
      expect(writes.flat().map((text) => JSON.parse(text))).toEqual([
        {
          id: `subscription-${index + 1}`,
          type: "next",
          payload: { data: { ticks: { number: 7 } }, extensions: { seq: 7 } },
        },
      ]);
    }
  });

  it("is executed once for the subscribers of all transports, each of which gets its own message", async () => {
    const envelopes = [createWebSocketEnvelope("a"), sseEnvelope, multipartEnvelope];
    const subscribers = subscribe(query, 30, undefined, (index) => envelopes[index % 3] as Envelope);
    const events = range(1, 3).map((number) => ({ ...createTick(number), extensions: { cursor: `cursor.${number}` } }));
    const bare = createTick(4);
    for (const { source } of subscribers) source.push(...events, { event: bare.event });
    while (subscribers.some(({ writes }) => writes.flat().length < 4)) await setImmediate();
    expect(schema.executions).toBe(4);
    const results = [...events, { event: bare.event, extensions: undefined }].map(({ event, extensions }) => ({
      json: JSON.stringify({ data: { ticks: { number: event.number } }, extensions }),
      id: extensions ? `id: ${extensions.cursor}\n` : "",
    }));
    const expected = [
      results.map(({ json }) => `{"id":"a","type":"next","payload":${json}}`),
      results.map(({ json, id }) => `event: next\ndata: ${json}\n${id}\n`),
      results.map(({ json }) => `\r\ncontent-type: application/json\r\n\r\n{"payload":${json}}\r\n--graphql`),
    ];
    for (const [index, { writes }] of subscribers.entries()) expect(writes.flat()).toEqual(expected[(index + 1) % 3]);
  });

  it("is executed once more for all who replay it later, one by one, and news in between", async () => {
    const news = subscribe(query, 3);
    const replays = subscribe(query, 3);
    const [first, second] = [createTick(1), createTick(2)];
    for (const { source } of news) source.push(first, second);
    while (news.some(({ writes }) => writes.length === 0)) await setImmediate();
    expect(schema.executions).toBe(2);
    for (const { source, writes } of replays) {
      source.isLive = false;
      source.push(first, second);
      while (writes.length === 0) await setImmediate();
      const other = createTick(3);
      for (const each of news) each.source.push(other);
      await setImmediate();
    }
    expect(schema.executions).toBe(2 + 2 + 3);
  });

  it("is executed once more for all who were behind when it was news", async () => {
    const subscribers = subscribe(query, 4);
    const long = { event: { number: 1 }, extensions: { text: "x".repeat(70_000) } };
    for (const { source, stall } of subscribers) {
      stall();
      source.push(long);
    }
    while (subscribers.some(({ writes }) => writes.length === 0)) await setImmediate();
    const ticks = [createTick(2), createTick(3), createTick(4)];
    for (const { source } of subscribers) source.push(...ticks);
    while (subscribers.some(({ source }) => source.taken < 2)) await setImmediate();
    for (const { source, release } of subscribers) {
      release();
      while (source.taken < 4) await setImmediate();
    }
    // The second is news to all in one turn; the others wait until there is room.
    expect(schema.executions).toBe(4);
  });

  it.each([
    [
      "a named fragment",
      "subscription ($since: Int) { ...Root } fragment Root on Subscription { ticks(since: $since) { number } }",
    ],
    ["an inline fragment", "subscription ($since: Int) { ... { ticks(since: $since) { number } } }"],
  ])("is executed once also where the subscription's own field stands in %s", async (_where, text) => {
    const subscribers = subscribe(text, 3, (index) => ({ since: index }));
    const tick = createTick(1);
    for (const { source } of subscribers) source.push(tick);
    while (subscribers.some(({ writes }) => writes.length === 0)) await setImmediate();
    expect(schema.executions).toBe(1);
  });

  it("is asked for its time once, also among others that come together", async () => {
    const asked: object[] = [];
    fanOut = new FanOut({
      timeOf(event) {
        asked.push(event);
        return 0;
      },
    });
    const subscribers = subscribe(query, 3);
    const ticks = [createTick(1), createTick(2)];
    for (const { source } of subscribers) source.push(...ticks);
    while (subscribers.some(({ writes }) => writes.length === 0)) await setImmediate();
    expect(asked).toEqual(ticks.map(({ event }) => event));
    expect(fanOut.stats.lag.counts.at(-1)).toBe(6);
  });

  it("is executed anew for those who come to it after all texts were dropped", async () => {
    const subscribers = subscribe(query, 3);
    const tick = createTick(1);
    for (const { source, writes } of subscribers) {
      source.push(tick);
      while (writes.length === 0) await setImmediate();
      fanOut.forget();
    }
    expect(schema.executions).toBe(3);
  });

  it("is executed apart for who leaves a variable to its default and who sets it to null", async () => {
    const text = "subscription ($by: Int = 3) { ticks { times(by: $by) } }";
    const subscribers = subscribe(text, 4, (index) => (index % 2 === 0 ? {} : { by: null }));
    const tick = createTick(5);
    for (const { source } of subscribers) source.push(tick);
    while (subscribers.some(({ writes }) => writes.length === 0)) await setImmediate();
    const results = subscribers.map(({ writes }) => JSON.parse(String(writes[0]?.[0])).payload.data.ticks.times);
    expect(results).toEqual([0, 15, 0, 15]);
  });

  it("is executed for each who selects otherwise: by document, by variables below the root, by directives", async () => {
    const times = "subscription ($by: Int) { ticks { times(by: $by) } }";
    const included = "subscription ($with: Boolean!) { ticks { number times(by: 2) @include(if: $with) } }";
    const subscribers = [
      ...subscribe(query, 2),
      ...subscribe(times, 4, (index) => ({ by: index % 2 })),
      ...subscribe(included, 4, (index) => ({ with: index % 2 === 0 })),
    ];
    const tick = createTick(5);
    for (const { source } of subscribers) source.push(tick);
    while (subscribers.some(({ writes }) => writes.length === 0)) await setImmediate();
    expect(schema.executions).toBe(1 + 2 + 2);
    const results = subscribers.map(({ writes }) => JSON.parse(String(writes[0]?.[0])).payload.data.ticks);
    expect(results).toEqual([
      { number: 5 },
      { number: 5 },
      ...[{ times: 5 }, { times: 0 }, { times: 5 }, { times: 0 }],
      ...[{ number: 5 }, { number: 5, times: 10 }, { number: 5 }, { number: 5, times: 10 }],
    ]);
  });

  it("knows no viewer: what depends on one fails, for everybody alike", async () => {
    const subscribers = subscribe("subscription { ticks { number secret } }", 2);
    const tick = createTick(1);
    for (const { source } of subscribers) source.push(tick);
    while (subscribers.some(({ writes }) => writes.length === 0)) await setImmediate();
    for (const { writes } of subscribers) {
      const { payload } = JSON.parse(String(writes[0]?.[0]));
      expect(payload.data).toEqual({ ticks: { number: 1, secret: null } });
      expect(payload.errors).toEqual([{ message: expect.any(String) }]);
    }
  });
});

describe("events that are available together", () => {
  it("leaves in one write, in order", async () => {
    const [subscriber] = subscribe(query, 1);
    await setImmediate();
    for (const number of range(1, 10)) subscriber?.source.push(createTick(number));
    expect(subscriber?.writes).toEqual([]);
    await setImmediate();
    expect(subscriber?.writes.map((texts) => texts.map((text) => JSON.parse(text).payload.extensions.seq))).toEqual([
      range(1, 10),
    ]);
  });

  it("leaves in one write for all subscriptions of a socket", async () => {
    const { writer, writes } = createTestWriter();
    const sources = range(1, 3).map((index) => {
      const source = createTickSource();
      fanOut.deliver({ source, args: schema.args(query), writer, envelope: createWebSocketEnvelope(String(index)) });
      return source;
    });
    for (const source of sources) source.push(createTick(1));
    await setImmediate();
    expect(writes.map((texts) => texts.map((text) => JSON.parse(text).id))).toEqual([["1", "2", "3"]]);
  });
});

describe("a socket that does not take what is written", () => {
  it("is led on in a replay no faster than it reads", async () => {
    const [subscriber] = subscribe(query, 1);
    if (!subscriber) throw new Error("There is one.");
    const { source, stall, release, writes } = subscriber;
    source.isLive = false;
    source.push(...range(1, 10_000).map(createTick));
    stall();
    await setImmediate();
    const taken = source.taken;
    expect(taken).toBeLessThan(2_000);
    await setImmediate();
    expect(source.taken).toBe(taken);
    release();
    while (source.taken < 10_000) await setImmediate();
    await setImmediate();
    const numbers = writes.flat().map((text) => JSON.parse(text).payload.extensions.seq);
    expect(numbers).toEqual(range(1, 10_000));
    expect(subscriber.overflows).toBe(0);
  });

  it("is closed once more news wait than may, and gets nothing more", async () => {
    const box = createTestWriter(100_000);
    const source = createTickSource();
    const other = createTickSource();
    const fast = createTestWriter(100_000);
    fanOut.deliver({ source, args: schema.args(query), writer: box.writer, envelope: createWebSocketEnvelope("slow") });
    fanOut.deliver({
      source: other,
      args: schema.args(query),
      writer: fast.writer,
      envelope: createWebSocketEnvelope("fast"),
    });
    box.stall();
    for (const number of range(1, 3_000)) {
      const tick = createTick(number);
      source.push(tick);
      other.push(tick);
      await setImmediate();
    }
    expect(box.overflows).toBe(1);
    expect(source.taken).toBeLessThan(1_500);
    expect(other.taken).toBe(3_000);
    expect(fast.writes.flat()).toHaveLength(3_000);
  });

  it("is not closed for what comes at once, however much: it follows as the socket takes it", async () => {
    const box = createTestWriter(100_000);
    const sources = range(1, 100).map((index) => {
      const source = createTickSource();
      fanOut.deliver({
        source,
        args: schema.args(query),
        writer: box.writer,
        envelope: createWebSocketEnvelope(`subscription-${index}`),
      });
      return source;
    });
    await setImmediate();
    box.stall();
    for (const source of sources) source.push(...range(1, 100).map(createTick));
    await setImmediate();
    expect(sources.reduce((sum, { taken }) => sum + taken, 0)).toBeLessThan(1_000);
    box.release();
    while (box.writes.flat().length < 10_000) await setImmediate();
    expect(box.overflows).toBe(0);
  });

  it("leads its subscriptions on in turns", async () => {
    const box = createTestWriter();
    const sources = range(1, 3).map((index) => {
      const source = createTickSource();
      source.isLive = false;
      fanOut.deliver({
        source,
        args: schema.args(query),
        writer: box.writer,
        envelope: createWebSocketEnvelope(`subscription-${index}`),
      });
      source.push(...range(1, 10_000).map(createTick));
      return source;
    });
    box.stall();
    for (let turn = 0; turn < 6; turn += 1) {
      await setImmediate();
      box.release();
      box.stall();
      await setImmediate();
    }
    for (const { taken } of sources) expect(taken).toBeGreaterThan(0);
  });

  it("may get one answer that is longer than what may wait, and more behind it", async () => {
    const { writer, stall, writes } = createTestWriter(100_000);
    const push = (length: number) => writer.push(Buffer.alloc(0), Buffer.alloc(length, "a"), Buffer.alloc(0));
    stall();
    push(500_000);
    push(90_000);
    expect(writer.isOpen).toBe(true);
    push(20_000);
    expect(writer.isOpen).toBe(false);
    expect(writes.flat().length).toBeLessThanOrEqual(2);
  });
});

describe("the end of a subscription", () => {
  it("comes after everything that its source had, and rejects with what ended it", async () => {
    const [well, badly] = subscribe(query, 2);
    const failure = new Error("Enough.");
    well?.source.push(createTick(1));
    well?.source.end();
    badly?.source.push(createTick(1));
    badly?.source.end(failure);
    expect(await well?.subscription.next()).toEqual({ done: true, value: undefined });
    await expect(badly?.subscription.next()).rejects.toBe(failure);
    for (const subscriber of [well, badly]) {
      expect(subscriber?.writes.flat()).toHaveLength(1);
      expect(subscriber?.source.isReturned).toBe(true);
    }
  });

  it("ends the source when it is returned, and nothing is sent any more", async () => {
    const [subscriber] = subscribe(query, 1);
    const next = subscriber?.subscription.next();
    subscriber?.source.push(createTick(1));
    await subscriber?.subscription.return();
    expect(await next).toEqual({ done: true, value: undefined });
    await setImmediate();
    expect(subscriber?.source.isReturned).toBe(true);
    expect(subscriber?.writes).toEqual([]);
  });

  it("is a failure when an event cannot be answered without waiting", async () => {
    const [subscriber] = subscribe("subscription { ticks { late } }", 1);
    subscriber?.source.push(createTick(1));
    await expect(subscriber?.subscription.next()).rejects.toThrow("without waiting");
    expect(subscriber?.source.isReturned).toBe(true);
  });
});

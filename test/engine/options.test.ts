import { buildSchema } from "graphql";
import { Pool } from "pg";
import { afterAll, expect, it } from "vitest";
import { createMemoryBus } from "../../src/engine/bus/memory-bus.ts";
import { shareSubscriptions } from "../../src/engine/fanout/share-subscriptions.ts";
import { Feeds } from "../../src/engine/feed/feeds.ts";
import { serveStreams } from "../../src/engine/http/serve-streams.ts";
import type { Codec } from "../../src/engine/log/codec.ts";
import { createLog } from "../../src/engine/log/log.ts";
import { startRetention } from "../../src/engine/log/retention.ts";
import { type Said, saidCodec } from "./log/log-contract.ts";

const tables = { heads: "rooms", entries: "sayings" };
/** Never connects: options are looked at first. */
const pool = new Pool({ connectionString: "postgres://127.0.0.1:1/none" });
const bus = createMemoryBus();

afterAll(() => pool.end());

const log = createLog<Said, Said>({ kind: "room", tables, codec: saidCodec, pool });

const never = [Number.NaN, -1, 0.5, "3" as unknown as number, Number.POSITIVE_INFINITY];
const beyondTimers = 2 ** 31;

/** Functions that take a number, the values that each refuses, and some that it takes. */
const numbers: [string, (value: number) => unknown, refused: readonly number[], taken: readonly number[]][] = [
  ["ringBytes", (ringBytes) => open({ ringBytes }), never, [0, 1, 2 ** 30]],
  ["replayLimit", (replayLimit) => open({ replayLimit }), never, [0, 10_000]],
  [
    "reconcileInterval",
    (reconcileInterval) => open({ reconcileInterval }),
    [...never, 0, beyondTimers],
    [1, beyondTimers - 1],
  ],
  ["maxBacklog", (maxBacklog) => shareSubscriptions({ maxBacklog }), [...never, 0, 65_535], [65_536, 2 ** 30]],
  ["maxBacklog", (maxBacklog) => serve({ maxBacklog }), [...never, 0, 65_535], [65_536, 2 ** 30]],
  ["maxBody", (maxBody) => serve({ maxBody }), [...never, 0], [1, 2 ** 30]],
  ["days", (days) => retain({ days }), [...never, 0, 1e9], []],
  ["interval", (interval) => retain({ days: 1, interval }), [...never, 0, beyondTimers], []],
];

function open(options: { ringBytes?: number; replayLimit?: number; reconcileInterval?: number }): Promise<void> {
  return new Feeds({ log, bus, ...options }).close();
}

function serve(options: { maxBacklog?: number; maxBody?: number }): void {
  serveStreams({ schema: buildSchema("type Query { a: Int }"), ...options }).close();
}

function retain(options: { days: number; interval?: number }): unknown {
  return startRetention({ pool, tables, ...options });
}

it.each(numbers)("%s: refuses what is not whole or out of bounds", async (name, use, refused, taken) => {
  for (const value of refused) {
    expect(() => use(value), String(value)).toThrow(RangeError);
    expect(() => use(value)).toThrow(name);
  }
  for (const value of taken) await use(value);
});

it.each(["seq", "token", "type", "body", "key", "hash", "stream_id", "at", "idempotency_key", "taskId", "a b", ""])(
  "createLog: refuses a codec's column with the name %j",
  (name) => {
    const codec: Codec<Said, Said> = { ...saidCodec, columns: { [name]: "text" } };
    expect(() => createLog({ kind: "column", tables, codec, pool })).toThrow(TypeError);
  },
);

it("createLog: takes a kind once for each pool, unless it is the same log", () => {
  const options = { kind: "twice", tables, codec: saidCodec, pool };
  createLog(options);
  createLog({ ...options });
  expect(() => createLog({ ...options, tables: { ...tables, heads: "halls" } })).toThrow(TypeError);
  expect(() => createLog({ ...options, state: { sql: "'[]'::json", parse: (json) => json } })).toThrow(TypeError);
  createLog({ ...options, kind: "other", tables: { ...tables, heads: "halls" } });
});

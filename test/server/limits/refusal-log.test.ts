import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RefusalLog } from "../../../src/server/limits/refusal-log.ts";

const minute = 60_000;
let lines: Record<string, unknown>[];
let log: RefusalLog;

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  log = new RefusalLog(pino({ base: null, timestamp: false }, { write: (line) => void lines.push(JSON.parse(line)) }));
});

afterEach(() => {
  log.close();
  vi.useRealTimers();
});

it("has a line for the first refusal of a limit, and one a minute for those that follow", () => {
  for (let count = 0; count < 1_000; count += 1) log.note("MUTATIONS_PER_MINUTE", `user-${count % 7}`);
  log.note("SIGN_UPS_PER_HOUR", "192.0.2.0/24");
  expect(lines).toMatchObject([
    { limit: "MUTATIONS_PER_MINUTE", key: "user-0", msg: "A limit refuses requests." },
    { limit: "SIGN_UPS_PER_HOUR", key: "192.0.2.0/24" },
  ]);
  vi.advanceTimersByTime(minute);
  expect(lines.slice(2)).toMatchObject([{ limit: "MUTATIONS_PER_MINUTE", refusals: 999 }]);
  log.note("MUTATIONS_PER_MINUTE", "user-1");
  vi.advanceTimersByTime(minute);
  expect(lines.slice(3)).toMatchObject([{ limit: "MUTATIONS_PER_MINUTE", refusals: 1 }]);
});

it("begins anew after a minute without refusals", () => {
  log.note("MUTATIONS_PER_MINUTE", "user-0");
  vi.advanceTimersByTime(minute);
  log.note("MUTATIONS_PER_MINUTE", "user-1");
  expect(lines.map(({ key }) => key)).toEqual(["user-0", "user-1"]);
});

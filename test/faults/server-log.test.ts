import { expect, it } from "vitest";
import { checkServerLog } from "./server-log.ts";

const away = { kind: "PostgreSQL cut", instance: 0, from: 100_000, to: 101_000 };

function line(time: number, message: string, level = 50): string {
  return JSON.stringify({ level, time, msg: "An operation failed unforeseen.", err: { type: "Error", message } });
}

it("excuses lost connections while PostgreSQL is disturbed, and for a while after", () => {
  const output = [line(100_500, "read ECONNRESET"), line(107_000, "timeout exceeded when trying to connect")];
  expect(checkServerLog(0, output, [away])).toEqual([]);
});

it("passes over greetings and warnings", () => {
  const output = [
    "Lockstep listens on http://127.0.0.1:4000",
    "  GraphiQL and the API   http://127.0.0.1:4000/graphql",
  ];
  expect(checkServerLog(0, [...output, line(0, "anything", 40)], [])).toEqual([]);
});

it.each([
  ["a lost connection while nothing is disturbed", line(90_000, "read ECONNRESET")],
  ["a lost connection long after", line(120_000, "read ECONNRESET")],
  ["another error while PostgreSQL is disturbed", line(100_500, "Cannot read properties of undefined")],
  ["what a crash prints", "Error: unhandled"],
])("finds %s", (_name, printed) => {
  expect(checkServerLog(0, [printed], [away])).toMatchObject([{ kind: "server error" }]);
});

it("does not excuse one instance by another's disturbance", () => {
  expect(checkServerLog(1, [line(100_500, "read ECONNRESET")], [away])).toHaveLength(1);
});

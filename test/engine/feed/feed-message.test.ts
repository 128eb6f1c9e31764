import { describe, expect, it } from "vitest";
import { decodeMessage, encodeEntry } from "../../../src/engine/feed/feed-message.ts";

const placed = {
  streamId: "project",
  seq: 7,
  token: "0123456789abcdef",
  previous: "fedcba9876543210",
  type: "TaskCreated",
  at: "2026-11-30T12:00:00.000Z",
  idempotencyKey: null,
  body: { title: "Ship" },
};
const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

describe("a message of the bus", () => {
  it("carries the step of a trace beside the entry", () => {
    expect(decodeMessage(encodeEntry({ ...placed, traceparent }))).toEqual({
      kind: "entry",
      placed: { ...placed, kind: "entry", traceparent },
    });
  });

  it("is the same as ever without one", () => {
    expect(encodeEntry(placed)).toBe(JSON.stringify({ kind: "entry", ...placed }));
    expect(decodeMessage(encodeEntry(placed))).toEqual({ kind: "entry", placed: { ...placed, kind: "entry" } });
  });

  it.each([1, null, {}])("is an entry also with a step that is none: %j", (wrong) => {
    const message = JSON.stringify({ kind: "entry", ...placed, traceparent: wrong });
    expect(decodeMessage(message)).toMatchObject({ kind: "entry", placed });
  });

  it("with fields of a newer version is an entry", () => {
    expect(decodeMessage(JSON.stringify({ kind: "entry", ...placed, newer: [1] }))).toEqual({
      kind: "entry",
      placed: { ...placed, kind: "entry" },
    });
  });
});

import { expect, it } from "vitest";
import { formatTraceparent, parseTraceparent } from "../../src/tracing/traceparent.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";
const known = `${traceId}-${spanId}-01`;

it.each([`00-${known}`, `01-${known}`, `cc-${known}-what-the-future-will-be-like`, `fe-${known}-`])(
  "reads %s",
  (text) => {
    const parsed = parseTraceparent(text);
    expect(parsed).toEqual({ traceId, spanId, traceFlags: 1, isRemote: true });
    expect(parsed && formatTraceparent(parsed)).toBe(`00-${known}`);
  },
);

it.each([
  undefined,
  "",
  known,
  `00-${known}-more`,
  `00-${known}0`,
  `01-${known}0`,
  `ff-${known}`,
  `0-${known}`,
  `00-${"0".repeat(32)}-${spanId}-01`,
  `00-${traceId}-${"0".repeat(16)}-01`,
  `00-${traceId.toUpperCase()}-${spanId}-01`,
])("reads nothing in %s", (text) => expect(parseTraceparent(text)).toBeNull());

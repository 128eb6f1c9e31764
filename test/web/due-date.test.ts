import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  formatDueDate,
  fromDateInput,
  isDueToday,
  isOverdue,
  toDateInput,
} from "../../web/board/task/due-date.ts";

describe("fromDateInput", () => {
  it.each([
    ["", null],
    ["2030-05-17", "2030-05-17T00:00:00.000Z"],
    ["2028-02-29", "2028-02-29T00:00:00.000Z"],
    ["2027-02-29", null],
    ["2030-02-30", null],
    ["2030-13-01", null],
    // Half of a year is typed, or too much of it.
    ["0002-05-17", null],
    ["0203-05-17", null],
    ["20300-05-17", null],
    ["+020300-05-17", null],
    ["1969-12-31", null],
    ["9999-12-31", "9999-12-31T00:00:00.000Z"],
  ])("reads %j as %j", (value, dueAt) => {
    expect(fromDateInput(value)).toBe(dueAt);
  });

  it("returns a day that reads the same again, or nothing, whatever is typed", () => {
    const typed = fc.oneof(fc.string(), fc.stringMatching(/^\d{1,6}-\d{1,2}-\d{1,2}$/));
    fc.assert(
      fc.property(typed, (value) => {
        const dueAt = fromDateInput(value);
        if (dueAt !== null) expect([toDateInput(dueAt), new Date(dueAt).toJSON()]).toEqual([value, dueAt]);
      }),
    );
  });
});

describe("formatDueDate", () => {
  it.each([
    ["2026-11-24T00:00:00.000Z", "2026-11-30", /^(?=.*24)(?!.*2026)/],
    ["2027-11-24T00:00:00.000Z", "2026-11-30", /^(?=.*24)(?=.*2027)/],
    ["2025-12-30T00:00:00.000Z", "2026-01-01", /^(?=.*30)(?=.*2025)/],
    ["2025-12-31T00:00:00.000Z", "2026-01-01", /^Yesterday$/],
    ["2026-01-01T00:00:00.000Z", "2026-01-01", /^Today$/],
    ["2026-01-02T00:00:00.000Z", "2026-01-01", /^Tomorrow$/],
  ])("%s, on %s: says near days in words, and has the year where it is another one", (dueAt, today, expected) => {
    expect(formatDueDate(dueAt, today)).toMatch(expected);
  });
});

it("isDueToday: holds for open tasks alone", () => {
  const dueAt = "2026-11-30T00:00:00.000Z";
  expect(isDueToday(dueAt, "TODO", "2026-11-30")).toBe(true);
  expect(isDueToday(dueAt, "TODO", "2026-12-01")).toBe(false);
  expect(isDueToday(dueAt, "DONE", "2026-11-30")).toBe(false);
});

describe("isOverdue", () => {
  it.each([
    ["2026-11-30T00:00:00.000Z", "TODO", "2026-11-30", false],
    ["2026-11-30T00:00:00.000Z", "TODO", "2026-12-01", true],
    ["2026-11-30T00:00:00.000Z", "DONE", "2026-12-01", false],
    ["2026-11-30T00:00:00.000Z", "CANCELED", "2026-12-01", false],
  ] as const)("%s, %s, on %s: %s", (dueAt, status, today, expected) => {
    expect(isOverdue(dueAt, status, today)).toBe(expected);
  });
});

it("addDays: passes the ends of months and years", () => {
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
});

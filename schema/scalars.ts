import { z } from "zod";
import { builder } from "./builder.ts";

const dateTime = z.iso.datetime({ offset: true });

/**
 * The instant as ISO 8601 in UTC with milliseconds. Throws a TypeError for anything but a date and time with its
 * offset. Throws one outside the years 1 to 9999, where PostgreSQL and ISO 8601 differ.
 */
function parseDateTime(value: unknown): string {
  const { data } = dateTime.safeParse(value);
  const date = new Date(data ?? Number.NaN);
  const year = date.getUTCFullYear();
  // The year of an invalid date is NaN, which no comparison holds for.
  if (!(year >= 1 && year <= 9999)) {
    throw new TypeError("A DateTime is an ISO 8601 date and time with its offset, e.g. 2026-11-23T09:30:00.000Z.");
  }
  return date.toISOString();
}

builder.scalarType("DateTime", {
  description: "ISO 8601 in UTC with milliseconds, e.g. 2026-11-23T09:30:00.000Z; input in any offset.",
  serialize: (value) => value,
  parseValue: parseDateTime,
});

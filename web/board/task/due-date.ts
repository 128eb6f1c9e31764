import { readLanguage } from "../design/preferences.ts";
import type { TaskStatus } from "../generated/graphql.ts";

/** Due dates are days, the same for everybody: kept as that day's beginning in UTC. */
const dayOfYear = new Intl.DateTimeFormat(readLanguage(), { day: "numeric", month: "short", timeZone: "UTC" });
const day = new Intl.DateTimeFormat(readLanguage(), {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

/** Days that can be due, as a date input takes them. */
export const dueDays = { first: "1970-01-01", last: "9999-12-31" } as const;

/** E.g. Tomorrow or 24 Nov; of another year than that of `today`, 24 Nov 2027. */
export function formatDueDate(dueAt: string, today: string): string {
  const near = nearDays.find(([days]) => addDays(today, days) === toDateInput(dueAt));
  return near?.[1] ?? formatDay(dueAt, today);
}

/** E.g. 24 Nov, as above but without words for near days. */
export function formatDay(dueAt: string, today: string): string {
  return (dueAt.slice(0, 4) === today.slice(0, 4) ? dayOfYear : day).format(new Date(dueAt));
}

const nearDays = [
  [-1, "Yesterday"],
  [0, "Today"],
  [1, "Tomorrow"],
] as const;

/** As a date input has it: 2026-11-24, or empty. */
export function toDateInput(dueAt: string | null | undefined): string {
  return dueAt?.slice(0, 10) ?? "";
}

/** Returns the due date of a date input's value; null for one that is half typed or is no day that can be due. */
export function fromDateInput(value: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || value < dueDays.first || value > dueDays.last) return null;
  const dueAt = `${value}T00:00:00.000Z`;
  // The calendar has no 30 February.
  return new Date(dueAt).toJSON() === dueAt ? dueAt : null;
}

/** The day that many days later, as a date input has it. */
export function addDays(start: string, days: number): string {
  return new Date(Date.parse(start) + days * 86_400_000).toISOString().slice(0, 10);
}

/** `today`: the reader's day, e.g. 2026-11-24. */
export function isOverdue(dueAt: string, status: TaskStatus, today: string): boolean {
  return isOpen(status) && toDateInput(dueAt) < today;
}

/** `today`: as above. */
export function isDueToday(dueAt: string, status: TaskStatus, today: string): boolean {
  return isOpen(status) && toDateInput(dueAt) === today;
}

function isOpen(status: TaskStatus): boolean {
  return status !== "DONE" && status !== "CANCELED";
}

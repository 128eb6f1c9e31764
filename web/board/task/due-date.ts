import type { TaskStatus } from "../generated/graphql.ts";

/** Due dates are days, the same for everybody: kept as that day's beginning in UTC. */
const format = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" });

/** E.g. 24 Nov. */
export function formatDueDate(dueAt: string): string {
  return format.format(new Date(dueAt));
}

/** As a date input has it: 2026-11-24, or empty. */
export function toDateInput(dueAt: string | null | undefined): string {
  return dueAt?.slice(0, 10) ?? "";
}

export function fromDateInput(value: string): string | null {
  return value === "" ? null : `${value}T00:00:00.000Z`;
}

export function isOverdue(dueAt: string, status: TaskStatus): boolean {
  if (status === "DONE" || status === "CANCELED") return false;
  const now = new Date();
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Date.parse(dueAt) < today;
}

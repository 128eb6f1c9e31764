import { addDays, formatDay, fromDateInput } from "./due-date.ts";

interface DueDate {
  readonly name: string;
  /** The date itself. */
  readonly hint: string | undefined;
  /** Beginning of the day in UTC; null: none. */
  readonly dueAt: string | null;
}

/** Days to choose from, seen from the reader's day, e.g. 2026-11-24. Weeks begin on Monday. */
export function listDueDates(today: string): readonly DueDate[] {
  const weekday = (new Date(today).getUTCDay() + 6) % 7;
  const days = [
    ["Today", 0],
    ["Tomorrow", 1],
    ["Next Monday", 7 - weekday],
    ["In two weeks", 14],
    ["In four weeks", 28],
  ] as const;
  const dates = days.map(([name, distance]) => {
    const dueAt = fromDateInput(addDays(today, distance));
    return { name, hint: dueAt === null ? undefined : formatDay(dueAt, today), dueAt };
  });
  return [...dates, { name: "No due date", hint: undefined, dueAt: null }];
}

import { readLanguage } from "./preferences.ts";

const clock = new Intl.DateTimeFormat(readLanguage(), { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(readLanguage(), { day: "numeric", month: "short" });
const dayOfYear = new Intl.DateTimeFormat(readLanguage(), { day: "numeric", month: "short", year: "numeric" });

/** E.g. 14:03. */
export function formatClock(time: Date): string {
  return clock.format(time);
}

/** E.g. Nov 30. */
export function formatDay(iso: string): string {
  return day.format(new Date(iso));
}

/** The time of today, the date and time of this year, the date of another one. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  const now = new Date();
  if (time.toDateString() === now.toDateString()) return clock.format(time);
  if (time.getFullYear() === now.getFullYear()) return `${day.format(time)}, ${clock.format(time)}`;
  return dayOfYear.format(time);
}

import { useSyncExternalStore } from "react";

/** A device that slept through midnight runs its timers late, so the day is also read when the page is seen again. */
const longestWait = 3_600_000;

/** Returns the day of the device's calendar, e.g. 2026-11-24. Renders again when it ends. */
export function useToday(): string {
  return useSyncExternalStore(subscribe, today);
}

/** The present day, e.g. 2026-11-24. */
export function today(now = new Date()): string {
  const pad = (number: number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** All components share one timer. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    document.addEventListener("visibilitychange", tell);
    wait();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener("visibilitychange", tell);
    clearTimeout(timer);
  };
}

function tell(): void {
  for (const listener of listeners) listener();
}

function wait(): void {
  const now = new Date();
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  timer = setTimeout(
    () => {
      tell();
      wait();
    },
    Math.min(midnight.getTime() - now.getTime(), longestWait),
  );
}

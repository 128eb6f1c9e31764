import { afterAll, vi } from "vitest";

// The next file of this worker finds the clock, the timers and the globals as this one did.
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

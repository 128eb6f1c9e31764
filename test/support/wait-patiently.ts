import { type VitestUtils, vi } from "vitest";
import { patience } from "./patience.ts";

const { waitFor } = vi;

// Vitest waits for a second, and has no setting for it.
const waitPatiently: VitestUtils["waitFor"] = (callback, options) => {
  const { timeout = 0, ...rest } = typeof options === "number" ? { timeout: options } : (options ?? {});
  return waitFor(callback, { ...rest, timeout: Math.max(patience, timeout) });
};

// Several files run in one worker, and each evaluates this anew.
if (waitFor.name !== waitPatiently.name) vi.waitFor = waitPatiently;

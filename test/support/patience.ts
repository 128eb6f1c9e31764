import { type VitestUtils, vi } from "vitest";

const { waitFor } = vi;

// Vitest waits for a second, which a busy machine may need for anything, and has no setting for it.
const waitPatiently: VitestUtils["waitFor"] = (callback, options) =>
  waitFor(callback, typeof options === "number" ? options : { timeout: 30_000, ...options });

// Several files run in one worker, and each evaluates this anew.
if (waitFor.name !== waitPatiently.name) vi.waitFor = waitPatiently;

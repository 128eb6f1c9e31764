import { type VitestUtils, vi } from "vitest";

const { waitFor } = vi;

// Vitest waits for a second, which a busy machine may need for anything, and has no setting for it.
vi.waitFor = ((callback, options) =>
  waitFor(callback, typeof options === "number" ? options : { timeout: 15_000, ...options })) as VitestUtils["waitFor"];

import { expect, vi } from "vitest";
import type { ProjectHandle } from "../../../../client/core/lockstep/lockstep.ts";

/** Resolves when the condition holds; fails after ten seconds. */
export function until(isDone: () => boolean): Promise<void> {
  return vi.waitFor(() => expect(isDone()).toBe(true), { interval: 2, timeout: 10_000 });
}

/** Returns true while the project follows its stream and has all that happened. */
export function isLive({ stream }: ProjectHandle): boolean {
  return stream.kind === "following" && stream.isLive;
}

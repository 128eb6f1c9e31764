import { expect } from "vitest";
import { isLongRun } from "../support/long-run.ts";
import { findBarriers } from "./find-barriers.ts";
import type { Visitor } from "./visitor.ts";

/**
 * Keeps pictures on a light phone and a dark desktop, in a long run on both in both, and expects no barrier in a part.
 */
export async function inAllLooks({ page, picture }: Visitor, name: string, within: string): Promise<void> {
  for (const [device, width] of [
    ["phone", 390],
    ["desktop", 1_440],
  ] as const) {
    await page.setViewportSize({ width, height: device === "phone" ? 844 : 900 });
    // Parts that follow the size by script do so in the next frame.
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    const usual = device === "phone" ? "light" : "dark";
    for (const colorScheme of isLongRun ? (["dark", "light"] as const) : ([usual] as const)) {
      await page.emulateMedia({ colorScheme });
      await picture(`${name}-${device}-${colorScheme}`);
      const only = colorScheme === "dark" ? "colours" : "all";
      expect(await findBarriers(page, { isSerious: true, only, within })).toEqual([]);
    }
  }
}

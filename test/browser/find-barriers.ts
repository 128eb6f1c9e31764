import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

/** Rules of axe's standard set whose result depends on colours. */
const colourRules = ["color-contrast", "link-in-text-block"];

export interface BarrierOptions {
  /** Only those that axe calls serious or worse. */
  readonly isSerious?: boolean;
  /** In another colour scheme only colours can be another matter. */
  readonly only?: "all" | "colours";
  /** Selector of the part to look at (default: the whole page). */
  readonly within?: string;
}

/** Barriers that axe finds on a page, in short. */
export async function findBarriers(
  page: Page,
  { isSerious = false, only = "all", within = "html" }: BarrierOptions = {},
): Promise<string[]> {
  // Otherwise it opens another page each time, for frames of other origins.
  const axe = new AxeBuilder({ page })
    .include(within)
    .options({ resultTypes: ["violations"] })
    .setLegacyMode();
  const { violations } = await (only === "colours" ? axe.withRules(colourRules) : axe).analyze();
  return violations
    .filter(({ impact }) => !isSerious || impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

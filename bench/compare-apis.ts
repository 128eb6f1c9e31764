import { ratioBar } from "./bar.ts";
import { type Bench, compare } from "./bench.ts";
import type { Findings } from "./measurement.ts";
import { apiLabels, type RequestsContenderOptions, requestContender } from "./request-contender.ts";

/**
 * Measures Lockstep beside the usual way; of the first unit, Lockstep is to have at least `bar.limit` times as much.
 */
export async function compareApis(
  bench: Bench,
  name: string,
  options: RequestsContenderOptions,
  bar: { readonly text: string; readonly limit: number },
): Promise<Findings> {
  const names = ["lockstep", "usual-way"] as const;
  const figures = await compare(
    bench,
    name,
    names.map((api) => requestContender(bench, api, options)),
  );
  const [unit = ""] = options.units;
  const sides = { of: apiLabels.lockstep, to: apiLabels["usual-way"] };
  return { figures, bars: [ratioBar(figures, unit, { ...bar, ...sides, bound: "least" })] };
}

import { launchChromium } from "../../test/support/chromium.ts";
import { figureBar } from "../bar.ts";
import { compare } from "../bench.ts";
import type { Measurement } from "../measurement.ts";
import { bundle } from "./bundle.ts";
import { servePage } from "./pages.ts";

const contender = "Lockstep core";
const unit = "ms each";

export const diskEvents: Measurement = {
  name: "disk-events",
  title: "2,000 tasks, 50 events in a row until the last one is on disk, Chromium",
  async measure(bench) {
    const figures = await compare(bench, this.name, [{ label: contender, units: [unit], start }]);
    return {
      figures,
      bars: [figureBar(figures, { contender, unit, text: "≤ 0.3 ms each", bound: "most", limit: 0.3 })],
    };
  },
};

async function start() {
  const code = await bundle((root) => `import "${root}/bench/client/disk-page.ts";`);
  const pages = await servePage(code);
  const browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(pages.origin);
  return {
    server: null,
    async round() {
      await page.waitForFunction("globalThis.writeBurst");
      return { [unit]: await page.evaluate<number>("writeBurst(50)") };
    },
    async close() {
      await browser.close();
      await pages.close();
    },
  };
}

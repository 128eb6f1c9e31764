import type { Page } from "playwright-core";
import { launchChromium } from "../../test/support/chromium.ts";
import { figureBar } from "../bar.ts";
import type { Bench } from "../bench.ts";
import type { Figure } from "../figure.ts";
import { startLockstep } from "../lockstep.ts";
import type { Measurement } from "../measurement.ts";
import { seed } from "../seed.ts";
import { bundle } from "./bundle.ts";
import { servePage } from "./pages.ts";

const contender = "Lockstep core and hooks";
const units = {
  card: "ms to the first card, p95",
  store: "ms from script to store, p95",
  requests: "requests before it",
};

/** Visits of which the 95th percentile is taken. */
const visits = 20;

export const secondVisit: Measurement = {
  name: "second-visit",
  title: "1,000-task project in a running Chromium, second visit",
  async measure(bench) {
    const times = await measureVisits(bench);
    const figures: Figure[] = [
      toFigure(
        units.card,
        percentile95,
        times.map(({ card }) => card),
      ),
      toFigure(
        units.store,
        percentile95,
        times.map(({ script, store }) => store - script),
      ),
      toFigure(
        units.requests,
        (values) => Math.max(...values),
        times.map(({ requests }) => requests),
      ),
    ];
    const bar = (unit: string, text: string, limit: number) =>
      figureBar(figures, { contender, unit, text, bound: "most", limit });
    return {
      figures,
      bars: [
        bar(units.card, "first card ≤ 300 ms", 300),
        bar(units.store, "store ready ≤ 100 ms", 100),
        bar(units.requests, "no API request before it", 0),
      ],
    };
  },
};

interface Times {
  readonly script: number;
  readonly store: number;
  readonly card: number;
  readonly requests: number;
}

async function measureVisits(bench: Bench): Promise<readonly Times[]> {
  const code = await bundle((root) => `import "${root}/bench/client/visit-page.tsx";`);
  const pages = await servePage(code);
  const databaseUrl = await bench.services.createDatabase();
  const { projects, tokens } = await seed(databaseUrl, { projects: 1, tasksEach: 1_000, users: 1, membersEach: 1 });
  const server = await startLockstep(databaseUrl, bench.services.redisUrl, { ALLOWED_ORIGINS: pages.origin });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const visit = { url: `${server.url}/graphql`, token: tokens[0], projectId: projects[0]?.id };
    await page.addInitScript(`globalThis.visit = ${JSON.stringify(visit)}`);
    await page.goto(pages.origin);
    await page.locator("main[data-live=true]").waitFor();
    await waitForCopy(page);
    const times: Times[] = [];
    for (let count = 0; count < (bench.isQuick ? 3 : visits); count += 1) {
      bench.progress(`second-visit: ${count + 1} of ${visits}`);
      await page.goto(pages.origin);
      await page.locator("main[data-live=true]").waitFor();
      await page.waitForFunction("times.card && times.store");
      times.push(await page.evaluate<Times>("times"));
    }
    return times;
  } finally {
    await browser.close();
    await server.stop();
    await pages.close();
  }
}

/** Waits until the board is on disk. */
async function waitForCopy(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const databases = await indexedDB.databases();
    const name = databases.find((each) => each.name?.startsWith("lockstep-copies"))?.name;
    if (!name) return false;
    return new Promise<boolean>((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const database = request.result;
        const [store = ""] = database.objectStoreNames;
        const count = database.transaction(store).objectStore(store).count();
        count.onsuccess = () => {
          database.close();
          resolve(count.result > 0);
        };
      };
    });
  });
}

function toFigure(unit: string, summarise: (values: readonly number[]) => number, rounds: readonly number[]): Figure {
  return { contender, unit, value: summarise(rounds), rounds };
}

function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
}

import { gzipSync } from "node:zlib";
import type { Response } from "playwright-core";
import { figureBar } from "../bar.ts";
import type { Bench } from "../bench.ts";
import { type Figure, median } from "../figure.ts";
import type { Measurement } from "../measurement.ts";
import { serveBoard, waitForTasks } from "./served-board.ts";

const contender = "Lockstep's board";
const units = {
  card: "s to the first card",
  all: "s to the last page of tasks",
  screens: "counts of tasks shown meanwhile",
  scripts: "kB of JavaScript, gzip",
};
const tasks = 1_000;
const rounds = 3;

/** 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back: a phone far from the mast. */
const network = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };

export const coldVisit: Measurement = {
  name: "cold-visit",
  title: "Board with 1,000 tasks in Chromium, first visit over 1.6 Mbit/s and 150 ms",
  async measure(bench) {
    const visits = await measureVisits(bench);
    const toFigure = (unit: string, values: readonly number[]): Figure => {
      return { contender, unit, value: median(values), rounds: values };
    };
    const figures = [
      toFigure(
        units.card,
        visits.map(({ card }) => card),
      ),
      toFigure(
        units.all,
        visits.map(({ all }) => all),
      ),
      toFigure(
        units.screens,
        visits.map(({ screens }) => screens),
      ),
      toFigure(
        units.scripts,
        visits.map(({ scripts }) => scripts),
      ),
    ];
    const bar = (unit: string, text: string, bound: "most" | "least", limit: number) =>
      figureBar(figures, { contender, unit, text, bound, limit });
    return {
      figures,
      bars: [
        bar(units.card, "first card ≤ 2.5 s", "most", 2.5),
        bar(units.screens, "painted as they arrive: ≥ 3 counts", "least", 3),
        bar(units.scripts, "JavaScript of the first page ≤ 200 kB", "most", 200),
      ],
    };
  },
};

interface Visit {
  readonly card: number;
  readonly all: number;
  /** Number of different counts of tasks that were on the screen. */
  readonly screens: number;
  readonly scripts: number;
}

async function measureVisits(bench: Bench): Promise<readonly Visit[]> {
  const served = await serveBoard(bench, tasks);
  const visits: Visit[] = [];
  try {
    for (let round = 1; round <= (bench.isQuick ? 1 : rounds); round += 1) {
      bench.progress(`cold-visit: ${round} of ${rounds}`);
      const context = await served.newVisitor();
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send("Network.enable");
      await session.send("Network.emulateNetworkConditions", network);
      const scripts: Promise<number>[] = [];
      const noteScript = (response: Response) => {
        if (response.request().resourceType() !== "script") return;
        scripts.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
      };
      page.on("response", noteScript);
      await page.addInitScript(noteCards);
      await page.goto(served.address, { waitUntil: "commit" });
      await page.waitForFunction(() => window.firstCard !== undefined);
      // Scripts that the page reads ahead are no part of the first one.
      page.off("response", noteScript);
      const sizes = await Promise.all(scripts);
      await waitForTasks(page, tasks);
      const { card, all, screens } = await page.evaluate(() => ({
        card: (window.firstCard ?? Number.NaN) / 1_000,
        all: performance.now() / 1_000,
        screens: window.counts.size,
      }));
      visits.push({ card, all, screens, scripts: sizes.reduce((sum, size) => sum + size, 0) / 1_000 });
      await context.close();
    }
  } finally {
    await served.close();
  }
  return visits;
}

declare global {
  interface Window {
    /** Milliseconds from the navigation to the frame that paints a card. */
    firstCard?: number;
    counts: Set<string>;
  }
}

/** Looks once a frame. */
function noteCards(): void {
  window.counts = new Set();
  const look = () => {
    if (document.querySelector("main section li a")) {
      window.firstCard ??= performance.now();
      const headers = document.querySelectorAll("main section header");
      window.counts.add([...headers].map((header) => /\d+/.exec(header.textContent ?? "")?.[0]).join(" "));
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

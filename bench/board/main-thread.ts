import type { Page } from "playwright-core";

/** CPU of a page's main thread, in milliseconds. */
export interface MainThread {
  /** CPU of its longest task. */
  readonly longest: number;
  readonly total: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
  /** CPU of the thread meanwhile, in microseconds. */
  readonly tdur?: number;
}

const categories = ["toplevel", "__metadata"];

/** Measures what the page's main thread does while `work` runs, by Chromium's own trace. Not two at a time. */
export async function traceMainThread(page: Page, work: () => Promise<void>): Promise<MainThread> {
  const browser = page.context().browser();
  if (!browser) throw new Error("The page has no browser.");
  // The work before is done then.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  await browser.startTracing(page, { categories });
  let trace: Buffer;
  try {
    await work();
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] };
  return findBusiest(traceEvents);
}

/** One page is open, but the browser may keep a process for the next one, which does next to nothing. */
function findBusiest(events: readonly TraceEvent[]): MainThread {
  const keyOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const isNamed = ({ name, args }: TraceEvent) => name === "thread_name" && args?.name === "CrRendererMain";
  const threads = new Map(events.filter(isNamed).map((event) => [keyOf(event), { longest: 0, total: 0 }]));
  for (const event of events) {
    const thread = threads.get(keyOf(event));
    if (!thread || event.ph !== "X" || !event.name.endsWith("RunTask")) continue;
    const duration = (event.tdur ?? Number.NaN) / 1_000;
    thread.total += duration;
    thread.longest = Math.max(thread.longest, duration);
  }
  const [busiest] = [...threads.values()].sort((one, other) => other.total - one.total);
  if (!busiest) throw new Error("The trace has no main thread.");
  return busiest;
}

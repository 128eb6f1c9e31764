import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../src/config/project-root.ts";
import type { Bench } from "./bench.ts";
import { describeMachine, listVersions } from "./machine.ts";
import type { Measurement } from "./measurement.ts";
import { receiveNextMessage } from "./next-message.ts";
import { type Options, readOptions } from "./options.ts";
import { killChildren } from "./process/child.ts";
import { spreadOverCores } from "./process/cores.ts";
import { topFunctions } from "./profile.ts";
import { say, showProgress } from "./progress.ts";
import { renderChart } from "./report/chart.ts";
import type { MeasurementResult, Results } from "./report/results.ts";
import { renderTable } from "./report/table.ts";
import { type Services, startServices } from "./services.ts";

const folder = join(projectRoot, "bench/results");

/** Measures, prints a table, and stores it under a name that holds `label`. Ends the process. */
export async function main(
  args: readonly string[],
  measurements: readonly Measurement[],
  label: string | null,
): Promise<never> {
  try {
    const options = readOptions(
      args,
      measurements.map(({ name }) => name),
    );
    const results = await measureAll(options, measurements);
    await keep(results, options, label);
    process.exit(0);
  } catch (error) {
    killChildren();
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

async function measureAll(options: Options, measurements: readonly Measurement[]): Promise<Results> {
  const at = new Date().toISOString();
  const cores = spreadOverCores();
  say(cores);
  const services = await startServices();
  endOnSignals(services);
  const bench = createBench(options, services, at);
  const chosen = measurements.filter(({ name }) => options.only?.includes(name) ?? true);
  const found: MeasurementResult[] = [];
  for (const measurement of chosen) {
    found.push(await measureOne(measurement, bench));
    // A set-up that failed half way may have left some.
    killChildren();
  }
  await services.close();
  const versions = { ...listVersions(), ...services.versions };
  return { at, isQuick: options.isQuick, machine: describeMachine(), cores, versions, measurements: found };
}

async function measureOne(measurement: Measurement, bench: Bench): Promise<MeasurementResult> {
  const { name, title } = measurement;
  const began = performance.now();
  try {
    return { name, title, ...(await measurement.measure(bench)) };
  } catch (error) {
    return { name, title, figures: [], bars: [], failure: error instanceof Error ? error.message : String(error) };
  } finally {
    say(`${title}: ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  }
}

function createBench({ contenders, rounds, isQuick, isProfiling }: Options, services: Services, at: string): Bench {
  let message: ReturnType<Bench["nextMessage"]> | null = null;
  return {
    services,
    isQuick,
    rounds: rounds ?? (isQuick ? 1 : 3),
    takesPart: (label) => contenders?.some((part) => label.toLowerCase().includes(part)) ?? true,
    roundSeconds: isQuick ? 0.2 : 1.5,
    nextMessage() {
      message ??= receiveNextMessage(services);
      return message;
    },
    progress: showProgress,
    async profiled(server, name, work) {
      if (!isProfiling) return work();
      await mkdir(folder, { recursive: true });
      const file = join(folder, `${fileName(at)}-${name.replaceAll(/[^\w.-]+/g, "-")}.cpuprofile`);
      await server.control.call("startProfile");
      const result = await work();
      await server.control.call("stopProfile", { file });
      say([`Profile of ${name}, self time:`, ...(await topFunctions(file))].join("\n"));
      return result;
    },
  };
}

/** Gives up the measurement in progress and leaves nothing running. */
function endOnSignals(services: Services): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      killChildren();
      void services.close().finally(() => process.exit(130));
    });
  }
}

async function keep(results: Results, { isQuick, only }: Options, label: string | null): Promise<void> {
  const table = renderTable(results);
  say(`\n${table}\n`);
  await mkdir(folder, { recursive: true });
  const part = only && (only.length === 1 ? only[0] : "some");
  const name = [fileName(results.at), label, part, isQuick ? "quick" : null].filter((each) => each != null).join("-");
  const files = { json: `${JSON.stringify(results, null, 2)}\n`, md: `${table}\n`, svg: `${renderChart(results)}\n` };
  for (const [extension, text] of Object.entries(files)) await writeFile(join(folder, `${name}.${extension}`), text);
  say(`Kept as bench/results/${name}.{json,md,svg}`);
}

/** 2026-01-31-1530 */
function fileName(at: string): string {
  return at.slice(0, 16).replace("T", "-").replace(":", "");
}

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { findFreePort } from "./find-free-port.ts";
import { launch } from "./launch.ts";
import { requireProgram } from "./require-program.ts";
import { runAfterDeath } from "./run-after-death.ts";

export const alertsFile: string = join(projectRoot, "deploy", "prometheus", "alerts.yml");

/** A Prometheus with the rules of `deploy/prometheus`, in a hurry: it looks twice a second and waits for nothing. */
export interface Prometheus {
  /** Names of the alerts that fire. */
  firing(): Promise<string[]>;
  /** Resolves when it has looked at the instance after this call, and at the rules after that. */
  untilScraped(): Promise<void>;
  /** Resolves when the alert fires. */
  untilFiring(alert: string): Promise<void>;
  close(): Promise<void>;
}

export async function startPrometheus(target: string): Promise<Prometheus> {
  const program = await requirePrometheus("prometheus");
  const folder = await mkdtemp(join(tmpdir(), "lockstep-prometheus-"));
  const port = await findFreePort();
  await writeFile(join(folder, "alerts.yml"), hasten(await readFile(alertsFile, "utf8")));
  const config = {
    global: { scrape_interval: "500ms", scrape_timeout: "500ms", evaluation_interval: "500ms" },
    rule_files: ["alerts.yml"],
    scrape_configs: [{ job_name: "lockstep", static_configs: [{ targets: [new URL(target).host] }] }],
  };
  // JSON is YAML.
  await writeFile(join(folder, "prometheus.yml"), JSON.stringify(config));
  const { child, ended, line } = launch(
    [
      program,
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    {},
  );
  const callOff = runAfterDeath(`kill -9 ${child.pid}; rm -rf '${folder}'`);
  await line(/Server is ready to receive web requests/);
  const read = async <T>(path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    return ((await answer.json()) as { readonly data: T }).data;
  };
  const firing = async () => {
    const { alerts } = await read<{ readonly alerts: readonly Alert[] }>("alerts");
    return alerts.filter(({ state }) => state === "firing").map(({ labels }) => labels.alertname);
  };
  return {
    firing,
    async untilScraped() {
      const begun = Date.now();
      await vi.waitFor(
        async () => {
          const { activeTargets } = await read<Targets>("targets");
          const { groups } = await read<Rules>("rules");
          const [scraped = 0] = activeTargets.map(({ lastScrape }) => Date.parse(lastScrape));
          const [judged = 0] = groups.map(({ lastEvaluation }) => Date.parse(lastEvaluation));
          if (scraped < begun || judged < scraped) throw new Error("It has not looked yet.");
        },
        { interval: 200 },
      );
    },
    untilFiring: (alert) =>
      vi.waitFor(
        async () => {
          const names = await firing();
          if (!names.includes(alert)) throw new Error(`${alert} does not fire, but ${names.join()}.`);
        },
        { interval: 200 },
      ),
    async close() {
      child.kill("SIGTERM");
      await ended;
      callOff();
      await rm(folder, { recursive: true });
    },
  };
}

/** The path of a program of Prometheus' package. */
export function requirePrometheus(name: "prometheus" | "promtool"): Promise<string> {
  const packages = { "apt-get": "prometheus", apk: "prometheus", dnf: "golang-github-prometheus", brew: "prometheus" };
  return requireProgram({ names: [name], packages, variable: "PATH" });
}

interface Targets {
  readonly activeTargets: readonly { readonly lastScrape: string }[];
}

interface Rules {
  readonly groups: readonly { readonly lastEvaluation: string }[];
}

interface Alert {
  readonly labels: { readonly alertname: string };
  readonly state: string;
}

/** The same rules over seconds in place of minutes. */
function hasten(rules: string): string {
  return rules.replaceAll(/for: \d+m/g, "for: 1s").replaceAll(/\[\d+m\]/g, "[5s]");
}

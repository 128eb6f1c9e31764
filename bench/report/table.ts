import { type Bar, isMet } from "../bar.ts";
import type { Figure } from "../figure.ts";
import type { MeasurementResult, Results } from "./results.ts";

/** The results as Markdown. */
export function renderTable(results: Results): string {
  const { at, isQuick, machine, cores, versions, measurements } = results;
  const bars = measurements.flatMap(({ title, bars: held }) => held.map((bar) => [title, ...describeBar(bar)]));
  return [
    `# Lockstep side by side, ${at.slice(0, 16).replace("T", " ")}`,
    ...(isQuick ? ["**A trial: the rounds were short, the figures only show that all works.**"] : []),
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB; ${machine.system}. ${cores}`,
    "## Bars",
    toTable(["work", "bar", "measured", "met"], bars),
    ...measurements.flatMap(renderMeasurement),
    "## Versions",
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
  ].join("\n\n");
}

function renderMeasurement({ name, title, figures, failure }: MeasurementResult): string[] {
  const rows = figures.map((figure) => [
    figure.contender,
    figure.value === null ? "failed" : formatNumber(figure.value),
    figure.unit,
    figure.value === null ? "" : describeRange(figure),
    figure.failure ?? figure.note ?? "",
  ]);
  const body = failure === undefined ? toTable(["", "median", "unit", "rounds", ""], rows) : `Failed: ${failure}`;
  return [`## ${title} (\`${name}\`)`, body];
}

function describeBar(bar: Bar): string[] {
  const met = isMet(bar);
  return [
    bar.text,
    bar.measured === null ? "—" : formatNumber(bar.measured),
    met === null ? "—" : met ? "yes" : "**no**",
  ];
}

function describeRange({ rounds }: Figure): string {
  if (rounds.length < 2) return "";
  return `${formatNumber(Math.min(...rounds))}–${formatNumber(Math.max(...rounds))}`;
}

/** Three significant digits, and thousands apart. */
export function formatNumber(value: number): string {
  if (value >= 1_000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}

function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`)
    .join("\n");
}

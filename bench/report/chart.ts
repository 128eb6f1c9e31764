import type { Figure } from "../figure.ts";
import type { Results } from "./results.ts";
import { formatNumber } from "./table.ts";

const width = 900;
const labelWidth = 300;
const barWidth = width - labelWidth - 180;
const lineHeight = 22;

/** The results as an SVG: a group of bars for each measurement and unit, each group on a scale of its own. */
export function renderChart(results: Results): string {
  const groups = results.measurements.flatMap(({ title, figures }) =>
    [...new Set(figures.map(({ unit }) => unit))].map((unit) => ({
      title: `${title}: ${unit}`,
      figures: figures.filter((figure) => figure.unit === unit),
    })),
  );
  let y = 20;
  const parts = groups.map(({ title, figures }) => {
    const top = y;
    y += lineHeight * (figures.length + 2);
    return `<text x="10" y="${top + 4}" font-weight="bold">${escapeXml(title)}</text>${renderBars(figures, top + lineHeight)}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" font-family="sans-serif" font-size="13">`,
    `<title>Lockstep side by side, ${results.at.slice(0, 10)}</title>`,
    `<rect width="${width}" height="${y}" fill="white"/>`,
    ...parts,
    "</svg>",
  ].join("\n");
}

function renderBars(figures: readonly Figure[], top: number): string {
  const longest = Math.max(...figures.map(({ value }) => value ?? 0), Number.MIN_VALUE);
  return figures
    .map(({ contender, value }, index) => {
      const y = top + index * lineHeight;
      const length = ((value ?? 0) / longest) * barWidth;
      const color = contender.startsWith("Lockstep") ? "#2a78c8" : "#b4bcc6";
      const said = value === null ? "failed" : formatNumber(value);
      return [
        `<text x="${labelWidth - 8}" y="${y + 4}" text-anchor="end">${escapeXml(contender)}</text>`,
        `<rect x="${labelWidth}" y="${y - 9}" width="${length.toFixed(1)}" height="16" fill="${color}"/>`,
        `<text x="${(labelWidth + length + 6).toFixed(1)}" y="${y + 4}">${said}</text>`,
      ].join("");
    })
    .join("\n");
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

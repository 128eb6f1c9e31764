import { readFile } from "node:fs/promises";
import type { Profiler } from "node:inspector";
import { projectRoot } from "../src/config/project-root.ts";

/** The functions of a profile that took most themselves, one a line: share of the busy time, name, place. */
export async function topFunctions(file: string, count = 20): Promise<string[]> {
  const profile = JSON.parse(await readFile(file, "utf8")) as Profiler.Profile;
  const { nodes, samples = [], timeDeltas = [] } = profile;
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const times = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const frame = byId.get(id);
    if (!frame || frame.functionName === "(idle)") continue;
    const { functionName, url, lineNumber } = frame;
    const place = url === "" ? "" : ` ${url.replace(`file://${projectRoot}/`, "")}:${lineNumber + 1}`;
    const key = `${functionName || "(anonymous)"}${place}`;
    const time = timeDeltas[index] ?? 0;
    busy += time;
    times.set(key, (times.get(key) ?? 0) + time);
  }
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([key, time]) => `${((time / busy) * 100).toFixed(1).padStart(5)} %  ${key}`);
}

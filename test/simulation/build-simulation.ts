import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";
import type { PlantedBug } from "./planted-bugs.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface BuiltSimulation {
  /** Module of the worker, with all that it imports. */
  readonly file: string;
  close(): Promise<void>;
}

/**
 * Bundles a simulation with the sources as they stand, or with a bug planted in a copy of them. Rejects when a text
 * that the bug replaces does not occur exactly once.
 */
export async function buildSimulation(
  bug?: PlantedBug,
  worker = "test/simulation/worker.ts",
): Promise<BuiltSimulation> {
  const outDir = await mkdtemp(join(tmpdir(), "lockstep-simulation-"));
  await build({
    ...{ root, configFile: false, logLevel: "error" },
    plugins: bug ? [plant(bug)] : [],
    resolve: { alias: { "node:timers/promises": join(root, "test/simulation/virtual-sleep.ts") } },
    ssr: { noExternal: true, target: "node" },
    build: { outDir, ssr: join(root, worker), minify: false, copyPublicDir: false },
  });
  return { file: join(outDir, basename(worker).replace(/ts$/, "js")), close: () => rm(outDir, { recursive: true }) };
}

function plant({ name, replacements }: PlantedBug): Plugin {
  const left = new Set(replacements);
  return {
    name: "plant-bug",
    enforce: "pre",
    transform(code, id) {
      let planted = code;
      for (const replacement of left) {
        if (!id.endsWith(replacement.file)) continue;
        planted = replaceOnce(planted, replacement);
        left.delete(replacement);
      }
      return planted;
    },
    buildEnd(error) {
      if (error === undefined && left.size > 0) throw new Error(`${name}: no such file: ${[...left][0]?.file}.`);
    },
  };
}

/** Throws unless the text occurs exactly once. */
export function replaceOnce(code: string, { file, text, by }: PlantedBug["replacements"][number]): string {
  const [before, after, ...others] = code.split(text);
  if (before === undefined || after === undefined || others.length > 0) {
    throw new Error(`${file} must hold this text exactly once; mend the planted bug:\n${text}`);
  }
  return `${before}${by}${after}`;
}

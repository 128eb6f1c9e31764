import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { projectRoot } from "../../src/config/project-root.ts";

export interface Bundle {
  readonly code: string;
  /** Bytes. */
  readonly gzipped: number;
}

const entry = "virtual:entry";

/** Bundles a module as an app would. `code` gets the project's folder. Packages named in `external` stay imports. */
export async function bundle(code: (root: string) => string, external: readonly string[] = []): Promise<Bundle> {
  const { output } = (await build({
    root: projectRoot,
    configFile: false,
    logLevel: "silent",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [
      {
        name: "entry",
        resolveId: (id: string) => (id === entry ? `\0${entry}.tsx` : null),
        load: (id: string) => (id === `\0${entry}.tsx` ? code(projectRoot) : null),
      },
    ],
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: entry,
        external: [...external],
        preserveEntrySignatures: "strict",
        output: { minify: true, codeSplitting: false },
      },
    },
  })) as Rolldown.RolldownOutput;
  const [chunk, ...others] = output;
  if (others.length > 0) throw new Error("The bundle has more than one file.");
  return { code: chunk.code, gzipped: gzipSync(chunk.code).length };
}

import { build, type Rolldown } from "vite";
import { projectRoot } from "../../src/config/project-root.ts";

const entry = "virtual:entry";

/** Bundles a page's script into one text, with what an app loads later. `code` gets the project's folder. */
export async function bundle(code: (root: string) => string): Promise<string> {
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
        output: { minify: true, codeSplitting: false },
      },
    },
  })) as Rolldown.RolldownOutput;
  const [chunk, ...others] = output;
  if (others.length > 0) throw new Error("The bundle has more than one file.");
  return chunk.code;
}

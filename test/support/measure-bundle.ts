import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { projectRoot } from "../../src/config/project-root.ts";

export interface MeasuredBundle {
  /** Bytes of all that loads at the start, minified and gzipped. */
  readonly start: number;
  /** The same of each chunk that loads on demand, also with others, by the name of its first module. */
  readonly later: Readonly<Record<string, number>>;
  /** Modules with code in the bundle, relative to the project. */
  readonly modules: readonly string[];
  /** Modules that were left outside. */
  readonly imports: readonly string[];
}

/** A file that stands only in memory. */
const entry = join(projectRoot, "bundle-entry.ts");

/** Bundles a module as an app would. `external` names what an app has anyway. */
export async function measureBundle(
  code: string,
  external: readonly (string | RegExp)[] = [],
): Promise<MeasuredBundle> {
  const [{ output }] = (await build({
    root: projectRoot,
    configFile: false,
    logLevel: "silent",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [
      {
        name: "entry",
        enforce: "pre",
        resolveId: (id: string) => (id === entry ? id : null),
        load: (id: string) => (id === entry ? code : null),
      },
    ],
    build: {
      write: false,
      // Without the code by which Vite preloads the chunks of an app.
      lib: { entry, formats: ["es"] },
      rolldownOptions: {
        external: [...external],
        // The entry of an app exports nothing, so what it shares with later chunks is part of it.
        preserveEntrySignatures: "allow-extension",
        output: { minify: true, chunkFileNames: "[name].js" },
      },
    },
  })) as [Rolldown.RolldownOutput];
  const chunks = output.filter((each) => each.type === "chunk");
  const files = new Set(chunks.map(({ fileName }) => fileName));
  const startFiles = findStart(chunks);
  const later = chunks.filter(({ fileName }) => !startFiles.has(fileName));
  // The build of an app takes these annotations out, unlike the build of a library.
  const sizeOf = ({ code }: Rolldown.OutputChunk) => gzipSync(code.replaceAll("/* @__PURE__ */", "")).length;
  return {
    start: chunks.filter(({ fileName }) => startFiles.has(fileName)).reduce((sum, chunk) => sum + sizeOf(chunk), 0),
    later: Object.fromEntries(later.map((chunk) => [chunk.name, sizeOf(chunk)])),
    modules: chunks.flatMap(({ modules }) => Object.keys(modules).map((id) => relative(projectRoot, id))),
    imports: [...new Set(chunks.flatMap(({ imports }) => imports))].filter((id) => !files.has(id)),
  };
}

/** Returns the files that the entry imports, over any number of imports. */
function findStart(chunks: readonly Rolldown.OutputChunk[]): Set<string> {
  const found = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const name of found) {
    const chunk = chunks.find(({ fileName }) => fileName === name);
    for (const imported of chunk?.imports ?? []) found.add(imported);
  }
  return found;
}

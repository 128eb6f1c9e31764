import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../../../src/config/project-root.ts";
import { type Launched, launch } from "../../support/launch.ts";

const run = promisify(execFile);

/** Folder of a reader of the guides: the pasted blocks, and the packed kit. */
export interface GuideApp {
  readonly folder: string;
  /** Text of `docs/client.md`. */
  readonly guide: string;
  /** Blocks of TypeScript of both guides, by the file that their first line names. */
  readonly samples: ReadonlyMap<string, string>;
  /** Blocks of TypeScript whose first line names no file. */
  readonly unnamed: readonly string[];
  write(path: string, text: string): Promise<void>;
  /** Runs a program of the app's packages in its folder. */
  start(...args: string[]): Launched;
  /** Messages of the compiler about these files, in strict mode; it writes them to `built`. */
  compile(files: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The packages are this repository's, in place of those that npm would install; the kit is from its tarball. */
export async function createGuideApp(): Promise<GuideApp> {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-guide-"));
  const guide = await readFile(join(projectRoot, "docs/client.md"), "utf8");
  const pages = guide + (await readFile(join(projectRoot, "docs/other-clients.md"), "utf8"));
  const blocks = pages.matchAll(/^```tsx?\n\/\/ (\S+)\n(.*?)^```$/gms);
  const samples = new Map([...blocks].map(([, path = "", text = ""]) => [path, text]));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const start = (...args: string[]) => launch([process.execPath, ...args], { cwd: folder });
  for (const [path, text] of samples) await write(path, text);
  await write("package.json", '{ "private": true, "type": "module" }');
  await linkPackages(folder);
  return {
    ...{ folder, guide, samples, write, start },
    unnamed: pages.match(/^```tsx?\n(?!\/\/ )/gm) ?? [],
    async compile(files) {
      await write("tsconfig.json", JSON.stringify({ compilerOptions, files }));
      const { ended, output } = start(
        "node_modules/typescript/bin/tsc",
        "--singleThreaded",
        "--project",
        "tsconfig.json",
      );
      await ended;
      return output;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** At least as strict as those of the app that Vite makes. */
const compilerOptions = {
  strict: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noFallthroughCasesInSwitch: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  skipLibCheck: true,
  target: "ES2023",
  lib: ["ES2023", "DOM", "DOM.Iterable"],
  module: "ESNext",
  moduleResolution: "bundler",
  jsx: "react-jsx",
  types: ["vite/client"],
  rootDir: ".",
  outDir: "built",
};

/** Gives a folder the packages, the packed kit among them. */
export async function linkPackages(app: string): Promise<void> {
  const packages = join(projectRoot, "node_modules");
  await mkdir(join(app, "node_modules"));
  for (const name of await readdir(packages))
    if (!name.startsWith(".")) await symlink(join(packages, name), join(app, "node_modules", name));
  const packed = await run(process.execPath, [join(projectRoot, "scripts/pack-client.mjs")], { cwd: app });
  const kit = join(app, "node_modules/lockstep-client");
  await mkdir(kit);
  await run("tar", ["-xzf", packed.stdout.trimEnd(), "--strip-components=1", "-C", kit], { cwd: app });
}

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { createProject, createTasks } from "../support/board.ts";
import { findServerFolder } from "../support/find-server-folder.ts";
import { CreateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { isLongRun } from "../support/long-run.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

const run = promisify(execFile);
const tsc = join(projectRoot, "node_modules/typescript/bin/tsc");

/** An app of somebody else's: a folder with the package in it, as npm installs it, and what the app itself names. */
let app: string;

beforeAll(async () => {
  app = await mkdtemp(join(await findServerFolder(), "lockstep-consumer-"));
  await cp(join(import.meta.dirname, "consumer"), app, { recursive: true });
  await writeFile(join(app, "package.json"), '{ "private": true, "type": "module" }');
  const { stdout } = await run("npm", ["pack", "--json", "--silent", "--pack-destination", app], { cwd: projectRoot });
  // Messages of the build come before it.
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf("[\n"))) as [{ filename: string }];
  const { dependencies, devDependencies } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8"));
  const versions: Record<string, string> = { ...dependencies, ...devDependencies };
  const wanted = ["@apollo/client", "graphql", "rxjs", "ws", "@types/ws", "@types/node"];
  await install([packed.filename, ...wanted.map((name) => `${name}@${versions[name]}`)]);
}, 400_000);

afterAll(() => rm(app, { recursive: true, force: true }));

it("the kit compiles in strict mode and runs, where React is not installed", async () => {
  await compile("follow-board.ts");
  const database: TestDatabase = await createTestDatabase();
  const instance: Instance = await startInstance(database.url);
  const ada = await instance.person("ada");
  const projectId = await createProject(ada);
  await createTasks(ada, projectId, 1);
  const consumer = spawn(process.execPath, ["built/follow-board.js", `${instance.url}/graphql`, ada.token, projectId], {
    cwd: app,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = linesOf(consumer);
  const ended = once(consumer, "exit");

  const titles: unknown[] = [];
  // An empty column may come first.
  while (!(titles[0] as string[] | undefined)?.length) titles[0] = (await lines.next()).value;
  await ada.expect(CreateTaskDocument, { input: { projectId, title: "Last" } });
  for await (const line of lines) titles.push(line);
  expect(titles[0]).toHaveLength(1);
  expect(titles.at(-2)).toContain("Last");
  expect(titles.at(-1)).toEqual(expect.arrayContaining(["connecting", "live"]));
  expect(await ended).toEqual([0, null]);

  await instance.close();
  await database.close();
});

it("an app gets of the kit what it imports, and nothing of the server", async () => {
  const core = await bundle('export { createLockstep } from "lockstep/client/core";');
  expect(core).toContain("core/lockstep/create-lockstep.js");
  expect(core.filter((module) => !/^(core|generated)\//.test(module))).toEqual([]);
  const adapter = await bundle('export * from "lockstep/client/apollo";');
  expect(adapter).toEqual(expect.arrayContaining(["apollo/connect-cache.js", "apollo/lockstep-link.js"]));
  expect(adapter.filter((module) => /^(react|testing)/.test(module))).toEqual([]);
  const hooks = await bundle('export * from "lockstep/client/core"; export * from "lockstep/client/react";');
  expect(hooks).toEqual(expect.arrayContaining(["core/lockstep/create-lockstep.js", "react/use-project.js"]));
  expect(hooks.filter((module) => /^(apollo|testing)/.test(module))).toEqual([]);
  // Relative to the kit's folder.
  expect([...core, ...adapter, ...hooks].filter((module) => module.startsWith(".."))).toEqual([]);
});

it("the hooks compile in strict mode beside React, and run over the fake server", async () => {
  const { devDependencies } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8"));
  const wanted = ["react", "react-dom", "@types/react", "@types/react-dom"];
  await install(wanted.map((name) => `${name}@${devDependencies[name]}`));
  await compile("show-board.tsx");
  const { stdout } = await run(process.execPath, ["built/show-board.js"], { cwd: app });
  expect(JSON.parse(stdout)).toEqual({ server: "loading", task: "Written in a test" });
});

it("the kit's own package brings the same kit and nothing of the server", async () => {
  // Not inside of the other app, whose packages it would find.
  const folder = await mkdtemp(join(await findServerFolder(), "lockstep-alone-"));
  await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  const pack = await run(process.execPath, [join(projectRoot, "scripts/pack-client.mjs")], { cwd: folder });
  const tarball = pack.stdout.trimEnd();
  const { version } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8"));
  expect(tarball).toBe(join(await realpath(folder), `lockstep-client-${version}.tgz`));
  // The build was made for the first test.
  expect(pack.stderr).toBe("");
  await runNpmInstall([tarball], folder);
  const exportsOf = async (name: string, parts: readonly string[], cwd: string) => {
    const ask = `console.log(JSON.stringify(await Promise.all(${JSON.stringify(parts)}.map(async (part) =>
      Object.keys(await import(${JSON.stringify(name)} + part))))))`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", ask], { cwd });
    return JSON.parse(stdout) as string[][];
  };
  const bare = ["/core", "/testing"];
  const [core, testing] = await exportsOf("lockstep-client", bare, folder);
  expect(await exportsOf("lockstep/client", bare, app)).toEqual([core, testing]);
  expect(core).toContain("createLockstep");
  expect(testing).toContain("FakeServer");
  // The kit, graphql, and what the kit needs; the server needs hundreds.
  expect((await readdir(join(folder, "node_modules"))).length).toBeLessThan(20);

  const { devDependencies } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8"));
  await install(
    ["@apollo/client", "rxjs"].map((name) => `${name}@${devDependencies[name]}`),
    folder,
  );
  const [adapter] = await exportsOf("lockstep-client", ["/apollo"], folder);
  expect(await exportsOf("lockstep/client", ["/apollo"], app)).toEqual([adapter]);
  expect(adapter).toEqual(expect.arrayContaining(["connectCache", "createLockstepLink"]));
  await rm(folder, { recursive: true, force: true });
});

/**
 * Installs packages as an app does. A short run unpacks the tarballs instead. It links their dependencies and all else
 * to the packages of this project. npm takes half a minute to install those of the server.
 */
async function install(packages: string[], folder = app): Promise<void> {
  if (isLongRun) return await runNpmInstall(packages, folder);
  const modules = join(folder, "node_modules");
  for (const name of packages) {
    if (!name.endsWith(".tgz")) await link(name.replace(/(?<=.)@.*/, ""), modules);
    else for (const dependency of await unpack(join(folder, name), modules)) await link(dependency, modules);
  }
}

/** Returns the names of what the package depends on. */
async function unpack(tarball: string, modules: string): Promise<string[]> {
  const target = join(modules, basename(tarball).replace(/-\d.*/, ""));
  await mkdir(target, { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"]);
  const { dependencies } = JSON.parse(await readFile(join(target, "package.json"), "utf8"));
  return Object.keys(dependencies);
}

async function link(name: string, modules: string): Promise<void> {
  const target = join(modules, name);
  await mkdir(dirname(target), { recursive: true });
  await rm(target, { force: true });
  await symlink(join(projectRoot, "node_modules", name), target);
}

async function runNpmInstall(packages: string[], folder: string): Promise<void> {
  const options = ["--ignore-scripts", "--omit=optional", "--prefer-offline", "--no-audit", "--no-fund", "--silent"];
  await run("npm", ["install", ...options, ...packages], { cwd: folder });
}

/** Rejects with what the compiler says against it. */
async function compile(name: string): Promise<void> {
  const config = JSON.parse(await readFile(join(app, "tsconfig.json"), "utf8")) as object;
  await writeFile(join(app, "tsconfig.one.json"), JSON.stringify({ ...config, files: [name] }));
  await run(process.execPath, [tsc, "--singleThreaded", "--project", "tsconfig.one.json"], { cwd: app }).catch(
    ({ stdout }) => {
      throw new Error(stdout);
    },
  );
}

/** The modules of the package that a bundle of this entry has code of, relative to the kit's folder. */
async function bundle(entry: string): Promise<string[]> {
  await writeFile(join(app, "entry.js"), entry);
  const output = (await build({
    root: app,
    logLevel: "silent",
    build: {
      write: false,
      minify: false,
      lib: { entry: "entry.js", formats: ["es"] },
      rolldownOptions: { external: (id) => !/^[./]|^lockstep/.test(id) },
    },
  })) as Rolldown.RolldownOutput[];
  return output
    .flatMap(({ output: chunks }) =>
      chunks.flatMap((chunk) => (chunk.type === "chunk" ? Object.entries(chunk.modules) : [])),
    )
    .filter(([id, { renderedLength }]) => renderedLength > 0 && !id.endsWith("entry.js"))
    .map(([id]) => relative(join(app, "node_modules/lockstep/dist/client"), id));
}

async function* linesOf({ stdout }: ChildProcess): AsyncGenerator<unknown, undefined> {
  if (!stdout) return;
  for await (const line of createInterface(stdout)) yield JSON.parse(line);
}

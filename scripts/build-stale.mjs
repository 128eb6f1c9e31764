import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { access, chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stampName = ".build-stamp";

/**
 * The steps, in order. `output` is a folder that belongs to the step alone; `make` builds it under the scratch folder
 * that it is given and answers where. An intermediate output serves only the steps after it, which wait for it; the
 * others run side by side.
 */
const steps = [
  {
    name: "database client",
    output: "src/database/generated",
    isIntermediate: true,
    tool: "node_modules/prisma/build/index.js",
    inputs: ["prisma/schema.prisma", "prisma.config.ts"],
    async make(scratch, tool) {
      // The schema names its output relative to itself, so a copy elsewhere generates elsewhere.
      const schema = join(scratch, "prisma/schema.prisma");
      await cp(join(root, "prisma/schema.prisma"), schema);
      await tool("generate", "--schema", schema);
      return join(scratch, "src/database/generated");
    },
  },
  {
    name: "server",
    output: "dist/server",
    tool: "node_modules/rolldown/bin/cli.mjs",
    inputs: ["src", "schema", "prisma", "tsconfig.json", "scripts/build-stale.mjs"],
    isInput: (path) => /\.(ts|json|prisma|mjs)$/.test(path) && !path.startsWith("src/database/generated/"),
    // One bundle with the packages in it: to find and read their thousand modules takes longer than to run them.
    async make(scratch, tool) {
      await tool(
        ...["src/main.ts", "--dir", scratch, "--format", "esm", "--platform", "node", "--sourcemap", "--no-treeshake"],
        ...["--entryFileNames", "src/[name].js", "--chunkFileNames", "chunks/[name]-[hash].js"],
        // ioredis reads its version, which it tells Redis, from a file beside its modules.
        ...["--external", "ioredis", "--external", "ioredis/built/connectors/index.js"],
      );
      return scratch;
    },
  },
  {
    name: "engine",
    output: "dist/engine",
    tool: "node_modules/typescript/bin/tsc",
    inputs: ["src", "tsconfig.json", "tsconfig.engine.json"],
    isInput: (path) => /\.(ts|json)$/.test(path) && !path.startsWith("src/database/generated/"),
    async make(scratch, tool) {
      // With several threads, TypeScript 7.0 was seen to leave an import's `.ts` as it was; with one it is no slower.
      await tool("--project", "tsconfig.engine.json", "--outDir", scratch, "--singleThreaded");
      return scratch;
    },
  },
  {
    name: "client kit",
    output: "dist/client",
    tool: "node_modules/typescript/bin/tsc",
    inputs: ["client", "tsconfig.json"],
    isInput: (path) => /\.(ts|json)$/.test(path),
    async make(scratch, tool) {
      // As for the engine.
      await tool("--project", "client/tsconfig.build.json", "--outDir", scratch, "--singleThreaded");
      return scratch;
    },
  },
  {
    name: "web pages",
    output: "dist/web",
    tool: "node_modules/vite/bin/vite.js",
    inputs: [
      ...["web", "client", "vite.config.ts", "scripts/build-stale.mjs"],
      ...["scripts/build-service-worker.mjs", "scripts/compress-files.mjs"],
    ],
    async make(scratch, tool) {
      await tool("build", "--outDir", scratch, "--emptyOutDir", "--logLevel", "warn");
      // Loaded only here, like the tools: a production install does not have it.
      const { compressFiles } = await import("./compress-files.mjs");
      await compressFiles(join(scratch, "assets"));
      return scratch;
    },
  },
];

/**
 * Brings the outputs of the named steps (default: all) up to date with their inputs. Prints one line a step; silent
 * when nothing is stale. Safe to be called by several processes at once: one builds, the others wait for it. Each
 * output is replaced as a whole, its stamp included, so an interrupted build leaves the old one or none. Where the
 * sources or the tools are not installed, outputs are used as they are. Throws the tool's own output when a step fails.
 */
export async function buildStale(names = steps.map(({ name }) => name)) {
  if (!canBuild()) return requireOutputs();
  const wanted = steps.filter(({ name }) => names.includes(name));
  if (!(await Promise.all(wanted.map(isStale))).includes(true)) return;
  const release = await lock();
  try {
    await sweep();
    for (const step of wanted) if (step.isIntermediate && (await isStale(step))) await build(step);
    const builds = wanted.map(async (step) => step.isIntermediate || ((await isStale(step)) && build(step)));
    // None is left at work when the first has failed.
    for (const { reason } of await Promise.allSettled(builds)) if (reason) throw reason;
  } finally {
    await release();
  }
}

function canBuild() {
  return ["src", ...steps.map(({ tool }) => tool)].every((path) => existsSync(join(root, path)));
}

function requireOutputs() {
  const missing = steps.find(({ isIntermediate, output }) => !isIntermediate && !existsSync(join(root, output)));
  if (missing)
    throw new Error(`${missing.output} is not built, and what builds it is not installed: run npm ci first.`);
}

async function isStale(step) {
  const stamp = readFile(join(root, step.output, stampName), "utf8").catch(() => "");
  return (await stamp) !== (await hashInputs(step));
}

async function build(step) {
  const started = performance.now();
  // Beside its final place in dist, so that the relative paths inside source maps survive the move.
  const scratch = await mkdtemp(join(root, "dist/.scratch-"));
  try {
    const hash = await hashInputs(step);
    const made = await step.make(scratch, (...args) => runTool(step, args));
    await writeFile(join(made, stampName), hash);
    // A scratch folder is its maker's alone, but what is built serves everybody who may read the checkout.
    await chmod(made, 0o755);
    await replace(join(root, step.output), made);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  // Standard output belongs to the command that is built for.
  console.error(`Built ${step.name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** Over names and contents; the lock file stands for the versions of the tools and of what they bundle. */
async function hashInputs({ inputs, isInput = () => true }) {
  const paths = (await Promise.all([...inputs, "package-lock.json"].map(listFiles))).flat();
  const hash = createHash("sha256");
  // One after the other: several hundred at once exceed a small limit of open files.
  for (const path of paths.filter(isInput).sort()) {
    const content = await readFile(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** The file itself or all files below the folder, relative to the root and with forward slashes. */
async function listFiles(path) {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  if ((await stat(absolute)).isFile()) return [path];
  const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"));
}

function runTool(step, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, step.tool), ...args], {
      cwd: root,
      // A test that builds has another NODE_ENV, of which Vite would bundle React's checks for developers.
      env: { ...process.env, NODE_ENV: "production", PRISMA_HIDE_UPDATE_MESSAGE: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The ${step.name} does not build:\n${said.trim()}`));
    });
  });
}

/** A folder cannot be renamed over another: the old one steps aside first. */
async function replace(output, made) {
  const old = await mkdtemp(join(root, "dist/.scratch-"));
  await mkdir(join(output, ".."), { recursive: true });
  await rename(output, join(old, "output")).catch(ignoreMissing);
  await rename(made, output);
  await rm(old, { recursive: true, force: true });
}

/** Removes what interrupted builds left; only under the lock. */
async function sweep() {
  const left = (await readdir(join(root, "dist"))).filter((name) => name.startsWith(".scratch-"));
  await Promise.all(left.map((name) => rm(join(root, "dist", name), { recursive: true, force: true })));
}

/** Waits for other builds of this checkout; a lock whose holder was killed lapses after five seconds. */
async function lock() {
  // Loaded only here: a production install has no build tools and builds nothing.
  const { default: lockfile } = await import("proper-lockfile");
  const folder = join(root, "dist");
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new Error(`The build is stale, and ${folder} cannot be written to: ${error.message}.`);
  }
  const options = { lockfilePath: join(folder, ".build-lock"), stale: 5_000 };
  return await lockfile.lock(root, options).catch((error) => {
    if (error.code !== "ELOCKED") throw error;
    console.error("Waiting for another build of this checkout");
    return lockfile.lock(root, { ...options, retries: { forever: true, factor: 1, minTimeout: 100 } });
  });
}

function ignoreMissing(error) {
  if (error.code !== "ENOENT") throw error;
}

// npm run pack:client: packs the client kit alone, into the current folder, for front ends that need no server. Prints
// the path of the tarball last.
import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildStale } from "./build-stale.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

await buildStale(["client kit"]);
const whole = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const folder = await mkdtemp(join(tmpdir(), "lockstep-client-"));
try {
  await cp(join(root, "dist/client"), folder, { recursive: true, filter: (path) => basename(path) !== ".build-stamp" });
  for (const file of [
    "schema/schema.graphql",
    "client/fragments.graphql",
    "client/persisted-query-manifest.json",
    "LICENSE",
  ])
    await cp(join(root, file), join(folder, basename(file)));
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest(whole), null, 2));
  const tarball = execFileSync("npm", ["pack", folder, "--loglevel", "error"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    shell: process.platform === "win32",
  });
  console.log(resolve(tarball.trim()));
} finally {
  await rm(folder, { recursive: true, force: true });
}

function manifest({ version, license, dependencies, peerDependencies }) {
  const types = "@graphql-typed-document-node/core";
  return {
    name: "lockstep-client",
    version,
    description: "The client kit of Lockstep: follows projects on a server, online and offline.",
    license,
    type: "module",
    sideEffects: false,
    exports: {
      "./core": toExport("core/lockstep"),
      "./react": toExport("react"),
      "./testing": toExport("testing"),
      "./apollo": toExport("apollo"),
      "./fragments.graphql": "./fragments.graphql",
      "./persisted-query-manifest.json": "./persisted-query-manifest.json",
      "./schema.graphql": "./schema.graphql",
      "./package.json": "./package.json",
    },
    dependencies: {
      [types]: dependencies[types],
      diff: dependencies.diff,
      "fractional-indexing": dependencies["fractional-indexing"],
    },
    peerDependencies: { ...peerDependencies, graphql: dependencies.graphql },
    // Each is needed by some of the subpaths alone.
    peerDependenciesMeta: Object.fromEntries(Object.keys(peerDependencies).map((name) => [name, { optional: true }])),
  };
}

function toExport(folder) {
  return { types: `./${folder}/index.d.ts`, default: `./${folder}/index.js` };
}

import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../src/config/project-root.ts";
import { findImports } from "./support/find-imports.ts";

interface Layer {
  readonly files: RegExp;
  /** The layers that it may import besides itself; types count too. */
  readonly imports: readonly string[];
  /** The only packages that it may know, if not all that are free. */
  readonly packages?: readonly string[];
}

const domain = [
  "operations",
  "engine",
  "tracer",
  "model",
  "bus",
  "presence",
  "database",
  "outages",
  "errors",
  "enums",
  "sql",
];
const implementations = ["bus implementations", "presence implementations"];

/**
 * Folders that each folder may import, from the top down. A file belongs to the first layer whose pattern it matches.
 */
const layers: Readonly<Record<string, Layer>> = {
  main: { files: /^src\/main\.ts$/, imports: ["commands", "config"] },
  // A client like any other: it knows of the server what clients know.
  check: { files: /^src\/cli\/check\//, imports: [] },
  // As above; it checks what it sends by the server's own limits.
  import: { files: /^src\/cli\/import\//, imports: ["check", "model", "enums"] },
  commands: {
    files: /^src\/cli\//,
    imports: ["check", "import", "app", "seed", "config", ...domain],
  },
  app: {
    files: /^src\/app\//,
    imports: [
      "config",
      "server",
      "schema",
      "fanout",
      "mail",
      "metrics",
      "redis",
      "tracing",
      ...implementations,
      ...domain,
    ],
  },
  // Browsers import these: nothing of the server.
  "client hooks": {
    files: /^client\/react\//,
    imports: ["client core", "client documents"],
    packages: ["react"],
  },
  // A server in memory, for the tests of apps.
  "client testing": {
    files: /^client\/testing\//,
    imports: ["client core", "client documents"],
    packages: ["diff", "fractional-indexing"],
  },
  "client documents": { files: /^client\/generated\//, imports: [], packages: ["@graphql-typed-document-node/core"] },
  // Runs beside any GraphQL client and any framework.
  "client core": {
    files: /^client\/core\//,
    imports: ["client documents"],
    packages: ["graphql"],
  },
  "apollo adapter": {
    files: /^client\/apollo\//,
    imports: ["client core", "client documents"],
    packages: ["@apollo/client", "graphql", "rxjs"],
  },
  seed: { files: /^prisma\//, imports: domain },
  server: {
    files: /^src\/server\//,
    imports: ["config", "schema", "fanout", "distribution", "mail", "timers", ...domain],
  },
  mail: { files: /^src\/mail\//, imports: [] },
  schema: { files: /^schema\//, imports: ["operations", "engine", "model", "outages", "errors", "enums"] },
  // Shared by all that takes part in a trace: it knows no library.
  tracer: { files: /^src\/tracing\/tracer\.ts$/, imports: [] },
  tracing: { files: /^src\/tracing\//, imports: ["tracer"] },
  // It reads what the others count; they do not know of it.
  metrics: { files: /^src\/metrics\//, imports: ["fanout", "engine", "distribution"] },
  operations: {
    files: /^src\/operations\//,
    imports: [
      "engine",
      "model",
      "bus",
      "presence",
      "database",
      "outages",
      "errors",
      "enums",
      "sql",
      "timers",
      "tracer",
    ],
  },
  presence: { files: /^src\/presence\/presence\.ts$/, imports: ["model"] },
  "presence implementations": { files: /^src\/presence\//, imports: ["presence", "model", "redis"] },
  distribution: { files: /^src\/engine\/stats\//, imports: [] },
  options: { files: /^src\/engine\/options\//, imports: [] },
  fanout: { files: /^src\/engine\/(fanout|http)\//, imports: ["distribution", "options", "tracer"] },
  bus: { files: /^src\/engine\/bus\/bus\.ts$/, imports: [] },
  "bus implementations": { files: /^src\/engine\/bus\//, imports: ["bus", "redis", "logging", "timers"] },
  // The package's subpath `lockstep/engine`.
  "engine entry": {
    files: /^src\/engine\/index\.ts$/,
    imports: ["engine", "fanout", "distribution", "tracer", "bus", "bus implementations", "redis", "logging", "errors"],
    packages: [],
  },
  // The streaming core: it knows no task, project or member, neither Pothos nor Prisma, and nothing of presence.
  engine: {
    files: /^src\/engine\//,
    imports: [
      ...["bus", "fanout", "distribution", "options", "logging", "database", "outages", "errors", "sql", "timers"],
      "tracer",
    ],
  },
  // Shared by the bus, presence and rate limits.
  redis: { files: /^src\/redis\//, imports: ["config", "logging"] },
  logging: { files: /^src\/logging\//, imports: [] },
  timers: { files: /^src\/timers\//, imports: [] },
  config: { files: /^src\/config\//, imports: ["errors"] },
  enums: { files: /^src\/database\/generated\/enums\.ts$/, imports: [] },
  sql: { files: /^src\/database\/sql\.ts$/, imports: [] },
  model: { files: /^src\/model\//, imports: ["engine", "enums", "sql"] },
  errors: { files: /^src\/errors\//, imports: [] },
  // Tells an outage of PostgreSQL from a fault, also to those who know no database.
  outages: { files: /^src\/database\/(find-outage|pg-compat|prisma-compat)\.ts$/, imports: ["errors"] },
  database: { files: /^src\/database\//, imports: ["outages", "errors", "enums", "sql", "config", "timers", "tracer"] },
};

/**
 * Folders that may import a package; a package that is not named here is free to all. A trailing slash stands for the
 * whole scope.
 */
const packages: Readonly<Record<string, readonly string[]>> = {
  "@pothos/": ["schema"],
  "@opentelemetry/": ["tracing"],
  graphql: ["schema", "server", "fanout", "client core", "apollo adapter", "check"],
  "graphql-ws": ["server", "fanout", "check"],
  ws: ["server", "fanout", "check"],
  citty: ["commands"],
  "prom-client": ["metrics"],
  "@apollo/client/react": [],
  "@apollo/client": ["apollo adapter"],
  // Browser tests and benchmarks alone use Apollo Server.
  "@apollo/": [],
  rxjs: ["apollo adapter"],
  react: ["client hooks"],
  "@fastify/": ["server"],
  fastify: ["server", "app"],
  "better-auth": ["server"],
  "@modelcontextprotocol/": ["server"],
  nodemailer: ["mail"],
  ioredis: ["redis", ...implementations],
  pg: ["server", "operations", "engine", "database", "outages"],
  "@prisma/": ["database"],
  "node:process": ["config", "main", "commands"],
};

const files = ["client", "src", "schema", "prisma"].flatMap(listModules);

describe("imports", () => {
  it("go only where the layers allow", () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((file) => findViolations(file, readFileSync(join(projectRoot, file), "utf8")))).toEqual([]);
  });

  it.each([
    ["src/operations/a.ts", 'import type { Request } from "../server/request.ts";', "server"],
    ["src/operations/a.ts", 'export * from "graphql";', "graphql"],
    ["src/engine/feed/a.ts", 'const { WebSocket } = await import("ws");', "ws"],
    ["src/engine/feed/a.ts", 'let bus: import("../bus/redis-bus.ts").RedisBus;', "bus implementations"],
    ["src/server/a.ts", 'export { MemoryBus } from "../engine/bus/memory-bus.ts";', "bus implementations"],
    ["src/engine/fanout/a.ts", 'import { Prisma } from "../../database/generated/client.ts";', "database"],
    ["src/engine/fanout/a.ts", 'import type { TaskSnapshot } from "../../model/task.ts";', "model"],
    ["schema/a.ts", 'import { PrismaPg } from "@prisma/adapter-pg";', "@prisma/adapter-pg"],
    ["src/errors/a.ts", 'import "../app/create-app.ts";', "app"],
    ["client/core/a.ts", 'import type { TaskStatus } from "../../schema/enums.ts";', "schema"],
    ["client/core/a.ts", 'import { ApolloLink } from "@apollo/client";', "@apollo/client"],
    ["client/core/a.ts", 'import { connectCache } from "../apollo/connect-cache.ts";', "apollo adapter"],
    ["client/apollo/a.ts", 'import { useState } from "react";', "react"],
    ["client/apollo/a.ts", 'import { useProject } from "../react/use-project.ts";', "client hooks"],
    ["client/react/a.ts", 'import { ApolloClient } from "@apollo/client";', "@apollo/client"],
    ["client/react/a.ts", 'import { createFakeServer } from "../testing/fake-server.ts";', "client testing"],
    ["client/apollo/a.ts", 'import { lru } from "lru-cache";', "lru-cache"],
    ["client/apollo/a.ts", 'import { ApolloProvider } from "@apollo/client/react";', "@apollo/client/react"],
    ["src/server/a.ts", 'import { print } from "@apollo/client/utilities";', "@apollo/client/utilities"],
    ["src/a.ts", "", "no layer"],
  ])("elsewhere are found: %s, %s", (file, source, culprit) => {
    expect(findViolations(file, source)).toEqual([expect.stringContaining(culprit)]);
  });
});

it("the conformance suite knows neither the server nor the client kit", () => {
  const modules = readdirSync(join(projectRoot, "conformance"), { recursive: true, encoding: "utf8" })
    .map((name) => posix.join("conformance", name.replaceAll("\\", "/")))
    .filter((name) => name.endsWith(".mjs"));
  expect(modules.length).toBeGreaterThan(10);
  const outside = modules.flatMap((file) =>
    findImports(file, readFileSync(join(projectRoot, file), "utf8"))
      .filter((each) => each.startsWith(".") && !resolve(file, each).startsWith("conformance/"))
      .map((each) => `${file} imports ${each}`),
  );
  expect(outside).toEqual([]);
});

describe("folders", () => {
  it("import one another in no circle", () => {
    const sources = files.map((file) => [file, readFileSync(join(projectRoot, file), "utf8")] as const);
    expect(findCircles(sources)).toEqual([]);
  });

  it("are found where they do", () => {
    const sources = [
      ["src/a/x.ts", 'import "../b/y.ts";'],
      ["src/b/y.ts", 'import "../b/c/z.ts";'],
      ["src/b/c/z.ts", 'import "../../a/x.ts"; import "../../d/w.ts";'],
    ] as const;
    expect(findCircles(sources)).toEqual(["src/a → src/b", "src/b → src/b/c", "src/b/c → src/a"]);
  });
});

/** Finds imports from folder to folder that lie on a circle. A file directly in `src` counts as a folder of its own. */
function findCircles(sources: readonly (readonly [file: string, source: string])[]): string[] {
  const targets = new Map<string, Set<string>>();
  for (const [file, source] of sources) {
    for (const specifier of findImports(file, source).filter((each) => each.startsWith("."))) {
      const [from, to] = [folderOf(file), folderOf(resolve(file, specifier))];
      if (from !== to) targets.set(from, (targets.get(from) ?? new Set()).add(to));
    }
  }

  function reaches(from: string, goal: string, seen = new Set<string>()): boolean {
    return [...(targets.get(from) ?? [])].some(
      (next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))),
    );
  }

  return [...targets]
    .flatMap(([from, tos]) => [...tos].filter((to) => reaches(to, from)).map((to) => `${from} → ${to}`))
    .sort();
}

function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === "src" ? path : folder;
}

function findViolations(file: string, source: string): string[] {
  const layer = layerOf(file);
  if (!layer) return [`${file} belongs to no layer`];
  return findImports(file, source).flatMap((specifier) => {
    const isAllowed = specifier.startsWith(".") ? mayImport(layer, file, specifier) : mayKnow(layer, specifier);
    return isAllowed ? [] : [`${file} (${layer}) imports ${describeTarget(file, specifier)}`];
  });
}

function mayImport(layer: string, file: string, specifier: string): boolean {
  const target = layerOf(resolve(file, specifier));
  return target === layer || (target !== undefined && (layers[layer]?.imports.includes(target) ?? false));
}

function mayKnow(layer: string, specifier: string): boolean {
  const entry = Object.entries(packages).find(([name]) => isOf(name, specifier));
  const only = layers[layer]?.packages;
  return (!entry || entry[1].includes(layer)) && (!only || only.some((name) => isOf(name, specifier)));
}

function isOf(name: string, specifier: string): boolean {
  return name.endsWith("/") ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`);
}

function describeTarget(file: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  const target = resolve(file, specifier);
  return `${target} (${layerOf(target) ?? "no layer"})`;
}

function layerOf(path: string): string | undefined {
  return Object.keys(layers).find((name) => layers[name]?.files.test(path));
}

function resolve(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier);
}

/** The project's own modules below a folder, with forward slashes; generated ones are nobody's to judge. */
function listModules(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" })
    .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith("src/database/generated/"));
}

import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../src/project-root.ts";
import { findImports } from "./support/find-imports.ts";

interface Layer {
  readonly files: RegExp;
  /** The layers that it may import besides itself; types count too. */
  readonly imports: readonly string[];
  /** The only packages that it may know, if not all that are free. */
  readonly packages?: readonly string[];
}

const domain = ["operations", "activity", "snapshots", "bus", "presence", "database", "enums", "shared"];
const implementations = ["bus implementations", "presence implementations"];

/** Who may import whom, from the top down. A file belongs to the first layer whose pattern it matches. */
const layers: Readonly<Record<string, Layer>> = {
  main: { files: /^src\/main\.ts$/, imports: ["commands"] },
  // A client like any other: it knows of the server what clients know.
  check: { files: /^src\/cli\/check\//, imports: [] },
  commands: {
    files: /^src\/cli\//,
    imports: ["check", "app", "demo", "seed", "config", ...domain],
  },
  demo: { files: /^src\/demo\.ts$/, imports: ["app", "seed"] },
  app: {
    files: /^src\/app\.ts$/,
    imports: [
      ...["config", "server", "schema", "fanout", "mail", "metrics"],
      ...["outside issuer", "redis", ...implementations, ...domain],
    ],
  },
  // What browsers import: nothing of the server.
  "client hooks": {
    files: /^client\/(react|use-[\w-]+)\.ts$/,
    imports: ["client"],
    packages: ["@apollo/client", "react"],
  },
  client: {
    files: /^client\//,
    imports: [],
    packages: ["@apollo/client", "graphql", "graphql-ws", "rxjs", "@graphql-typed-document-node/core"],
  },
  seed: { files: /^prisma\//, imports: domain },
  config: { files: /^src\/(config|client-limits|integer|url-variables)\.ts$/, imports: ["shared"] },
  // Both the server and the check for `/readyz` ask it for its keys.
  "outside issuer": { files: /^src\/server\/auth\/fetch-jwks\.ts$/, imports: ["shared"] },
  server: { files: /^src\/server\//, imports: ["config", "schema", "fanout", "mail", "outside issuer", ...domain] },
  mail: { files: /^src\/mail\//, imports: ["shared"] },
  schema: { files: /^schema\//, imports: ["operations", "activity", "snapshots", "enums", "shared"] },
  fanout: { files: /^src\/fanout\//, imports: ["distribution"] },
  // It reads what the others count; they do not know of it.
  metrics: { files: /^src\/metrics\//, imports: ["fanout", "activity", "distribution"] },
  distribution: { files: /^src\/distribution\.ts$/, imports: [] },
  operations: {
    files: /^src\/operations\//,
    imports: ["activity", "snapshots", "bus", "presence", "database", "enums", "shared"],
  },
  // The shapes in which the log and presence both show people and things.
  snapshots: { files: /^src\/activity\/snapshots\.ts$/, imports: ["enums"] },
  activity: {
    files: /^src\/activity\//,
    imports: ["snapshots", "bus", "presence", "database", "enums", "distribution", "shared"],
  },
  bus: { files: /^src\/bus\/bus\.ts$/, imports: [] },
  // Shared by the bus, presence and rate limits.
  redis: { files: /^src\/redis\//, imports: ["shared"] },
  "bus implementations": { files: /^src\/bus\//, imports: ["bus", "redis"] },
  presence: { files: /^src\/presence\/presence\.ts$/, imports: ["snapshots"] },
  "presence implementations": { files: /^src\/presence\//, imports: ["presence", "snapshots", "redis"] },
  enums: { files: /^src\/database\/generated\/enums\.ts$/, imports: [] },
  database: { files: /^src\/database\//, imports: ["enums", "shared"] },
  shared: {
    files:
      /^src\/(database-address|errors|find-outage|is-weak-secret|open-file-limit|project-root|read-network-error|redis-address|storable-text|watch-dependency)\.ts$/,
    imports: [],
  },
};

/** Who may know a package; one that is not named here is free to all. A trailing slash stands for the whole scope. */
const packages: Readonly<Record<string, readonly string[]>> = {
  "@pothos/": ["schema"],
  graphql: ["schema", "server", "fanout", "client", "check"],
  "graphql-ws": ["server", "fanout", "client", "check"],
  ws: ["server", "fanout", "check"],
  citty: ["commands"],
  "prom-client": ["metrics"],
  "@apollo/client/react": ["client hooks"],
  "@apollo/client": ["client", "client hooks"],
  "@apollo/": ["server"],
  rxjs: ["client", "client hooks"],
  react: ["client hooks"],
  "@as-integrations/": ["server"],
  "@fastify/": ["server"],
  fastify: ["server", "app"],
  "better-auth": ["server"],
  nodemailer: ["mail"],
  ioredis: ["redis", ...implementations],
  pg: ["server", "operations", "activity", "database"],
  "@prisma/": ["database"],
  "node:process": ["config", "main", "commands"],
};

describe("imports", () => {
  const files = ["client", "src", "schema", "prisma"].flatMap(listModules);

  it("go only where the layers allow", () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((file) => findViolations(file, readFileSync(join(projectRoot, file), "utf8")))).toEqual([]);
  });

  it.each([
    ["src/operations/a.ts", 'import type { Request } from "../server/request.ts";', "server"],
    ["src/operations/a.ts", 'export * from "graphql";', "graphql"],
    ["src/activity/a.ts", 'const { WebSocket } = await import("ws");', "ws"],
    ["src/activity/a.ts", 'let bus: import("../bus/redis-bus.ts").RedisBus;', "bus implementations"],
    ["src/server/a.ts", 'export { MemoryBus } from "../bus/memory-bus.ts";', "bus implementations"],
    ["src/fanout/a.ts", 'import { Prisma } from "../database/generated/client.ts";', "database"],
    ["src/fanout/a.ts", 'import type { TaskSnapshot } from "../activity/snapshots.ts";', "snapshots"],
    ["schema/a.ts", 'import { PrismaPg } from "@prisma/adapter-pg";', "@prisma/adapter-pg"],
    ["src/errors.ts", 'import "./app.ts";', "app"],
    ["client/a.ts", 'import type { TaskStatus } from "../schema/enums.ts";', "schema"],
    ["client/a.ts", 'import { useState } from "react";', "react"],
    ["client/a.ts", 'import { useProject } from "./use-project.ts";', "client hooks"],
    ["client/a.ts", 'import { lru } from "lru-cache";', "lru-cache"],
    ["client/a.ts", 'import { ApolloProvider } from "@apollo/client/react";', "@apollo/client/react"],
    ["src/server/a.ts", 'import { print } from "@apollo/client/utilities";', "@apollo/client/utilities"],
    ["src/a.ts", "", "no layer"],
  ])("elsewhere are found: %s, %s", (file, source, culprit) => {
    expect(findViolations(file, source)).toEqual([expect.stringContaining(culprit)]);
  });
});

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

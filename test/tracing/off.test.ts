import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { startServerProcess } from "../support/server-process.ts";
import { startCollector } from "./collector.ts";

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  [database, folder] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), "lockstep-modules-"))]);
});
afterAll(() => Promise.all([database.close(), rm(folder, { recursive: true })]));

/** Starts the built server, stops it, and returns the names of the modules that it loaded. */
async function listLoaded(variables: Readonly<Record<string, string>>): Promise<string[]> {
  const notes = join(folder, `${Object.keys(variables).length}.txt`);
  const server = await startServerProcess({
    PORT: "0",
    DATABASE_URL: database.url,
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    NODE_OPTIONS: `--import ${pathToFileURL(join(projectRoot, "test/tracing/note-modules.mjs"))}`,
    NOTE_MODULES: notes,
    ...variables,
  });
  await server.stop("SIGTERM");
  const text = await readFile(notes, "utf8");
  return text.split("\n").map((url) => url.replace(/^.*\//, ""));
}

describe("without a collector", () => {
  it("nothing of OpenTelemetry's SDK is loaded", async () => {
    const chunks = await readdir(join(projectRoot, "dist/server/chunks"));
    const [chunk = "", ...others] = chunks.filter((name) => /^open-telemetry-.*\.js$/.test(name));
    expect(others).toEqual([]);
    const collector = await startCollector();
    const [off, on] = [await listLoaded({}), await listLoaded({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })];
    await collector.close();
    expect(on).toContain(chunk);
    expect(off).not.toContain(chunk);
    // The SDK is in no other part that both load.
    const shared = [...new Set(off)].filter((name) => chunks.includes(name) || name === "main.js");
    expect(shared.length).toBeGreaterThan(3);
    for (const name of shared) {
      const path = join(projectRoot, "dist/server", name === "main.js" ? "src" : "chunks", name);
      expect(await readFile(path, "utf8"), name).not.toMatch(
        /class (BatchSpanProcessor|OTLPTraceExporter|TracerProvider)/,
      );
    }
  });
});

import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longest-first.ts";
import { patience } from "./test/support/patience.ts";

const layers = "test/layers.test.ts";
const simulation = "test/simulation/simulation.test.ts";

// biome-ignore lint/style/noDefaultExport: Vitest reads the default export.
export default defineConfig({
  resolve: {
    // Vite would take graphql's ES module where Node takes the other, and a schema of one is foreign to the other.
    alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }],
  },
  test: {
    pool: "forks",
    // Files of one worker share what they import, which costs more than most tests. The setup files clean up after
    // each.
    isolate: false,
    // Tests wait for servers more than they compute, so two share a core; all share one PostgreSQL's connections.
    maxWorkers: Math.min(4, 2 * availableParallelism()),
    sequence: { sequencer: LongestFirst },
    // Limits only end a test that hangs.
    testTimeout: 300_000,
    // A busy machine needs more than one second; `test/support/wait-patiently.ts` says the same for `vi.waitFor`.
    expect: { poll: { timeout: patience } },
    hookTimeout: 300_000,
    reporters: ["default", "json"],
    outputFile: { json: "test-results/report.json" },
    projects: [
      { extends: true, test: { name: "layers", include: [layers] } },
      // It keeps all cores busy, so it runs before the others and not beside them.
      { extends: true, test: { name: "simulation", include: [simulation] } },
      {
        extends: true,
        test: {
          name: "lockstep",
          include: ["test/**/*.test.ts"],
          exclude: [layers, simulation],
          sequence: { groupOrder: 1 },
          globalSetup: "test/support/global-setup.ts",
          setupFiles: [
            "test/support/end-with-runner.ts",
            "test/support/wait-patiently.ts",
            "test/support/restore-globals.ts",
            "test/support/seed.ts",
          ],
        },
      },
    ],
  },
});

import { defineConfig } from "vitest/config";
import { projectRoot } from "../../src/config/project-root.ts";
import base from "../../vitest.config.ts";
import { patience } from "../support/patience.ts";

// `npm run images` draws the pictures of the docs. It is no test, and runs with the parts that tests run with.
// biome-ignore lint/style/noDefaultExport: Vitest reads the default export.
export default defineConfig({
  root: projectRoot,
  ...(base.resolve && { resolve: base.resolve }),
  test: {
    include: ["test/pictures/docs-images.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: patience } },
    globalSetup: "test/support/global-setup.ts",
    setupFiles: ["test/support/end-with-runner.ts", "test/support/wait-patiently.ts"],
  },
});

import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { expect, it } from "vitest";
import { projectRoot } from "../../../src/config/project-root.ts";

/** Bytes of all hooks, minified and gzipped, without the core and React. */
const limit = 6_000;

it("the hooks bring no package but React, and are small", async () => {
  const { output } = (await build({
    root: projectRoot,
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      rolldownOptions: {
        input: join(projectRoot, "client/react/index.ts"),
        preserveEntrySignatures: "strict",
        // An app that shows a project has the core already.
        external: [/^react$/, /\/client\/core\//, /\/core\//],
        output: { minify: true },
      },
    },
  })) as Rolldown.RolldownOutput;
  const [chunk, ...others] = output;
  expect(others).toEqual([]);
  expect(chunk.imports.filter((id) => !/\/core\//.test(id))).toEqual(["react"]);
  const modules = Object.keys(chunk.modules).filter((id) => !/client\/(react|generated)\//.test(id));
  expect(modules).toEqual([]);
  expect(gzipSync(chunk.code).length).toBeLessThanOrEqual(limit);
});

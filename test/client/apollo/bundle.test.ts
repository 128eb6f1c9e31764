import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { expect, it } from "vitest";
import { projectRoot } from "../../../src/config/project-root.ts";

/** Bytes of link and cache, minified and gzipped, without the core and Apollo Client. It only shrinks: the bar is 6 kB. */
const limit = 11_150;

it("the adapter brings no package of its own, and is small", async () => {
  const { output } = (await build({
    root: projectRoot,
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      rolldownOptions: {
        input: join(projectRoot, "test/client/apollo/adapter-entry.ts"),
        preserveEntrySignatures: "strict",
        external: [/^@apollo\/client/, /^graphql$/, /^rxjs$/, /\/core\//, /document-texts/],
        output: { minify: true },
      },
    },
  })) as Rolldown.RolldownOutput;
  const [chunk, ...others] = output;
  expect(others).toEqual([]);
  expect(gzipSync(chunk.code).length).toBeLessThanOrEqual(limit);
});

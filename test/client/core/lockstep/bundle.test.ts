import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { expect, it } from "vitest";
import { projectRoot } from "../../../../src/config/project-root.ts";

/** Bytes, minified and gzipped. It only shrinks: the bar of the client is 20 kB. */
const limit = 27_000;

it("the core brings no package along", async () => {
  const { output } = (await build({
    root: projectRoot,
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: {
        input: join(projectRoot, "client/core/lockstep/create-lockstep.ts"),
        preserveEntrySignatures: "strict",
        output: { minify: true },
      },
    },
  })) as Rolldown.RolldownOutput;
  const [chunk, ...others] = output;
  expect(others).toEqual([]);
  const packages = Object.keys(chunk.modules).flatMap((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? []);
  expect(packages).toEqual([]);
  expect(gzipSync(chunk.code).length).toBeLessThanOrEqual(limit);
});

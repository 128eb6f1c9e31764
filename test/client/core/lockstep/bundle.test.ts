import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "../../../../src/config/project-root.ts";
import { measureBundle } from "../../../support/measure-bundle.ts";

/** Bytes that load at the start, minified and gzipped. It only shrinks: the bar of the client is 20 kB. */
const limit = 20_700;

it("the core brings no package along, and loads later what needs the server", async () => {
  const file = join(projectRoot, "client/core/lockstep/create-lockstep.ts");
  const { start, later, modules } = await measureBundle(`export { createLockstep } from "${file}";`);
  expect(modules.filter((id) => id.includes("node_modules"))).toEqual([]);
  expect(start).toBeLessThanOrEqual(limit);
  expect(Object.keys(later)).toEqual(["copy-writer", "outbox-runner", "requests"]);
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { findUnexported } from "../support/find-unexported.ts";

it("lockstep/engine exports each type that a public signature names", () => {
  expect(findUnexported(join(projectRoot, "dist/engine/engine/index.d.ts"))).toEqual([]);
});

it("types of members, parameters, parents and constants are found; those of packages are not", async () => {
  const root = await mkdtemp(join(tmpdir(), "lockstep-types-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const files = {
    "index.d.ts": `export { run, type Shape } from "./parts.ts"; export { Thing } from "./thing.ts"; export { one } from "./parts.ts";`,
    "parts.d.ts": `
      import type { Pool } from "pg";
      import type { Far as Renamed } from "./far.ts";
      interface Base { readonly base: number }
      interface Unused { readonly unused: number }
      export interface Shape extends Base { readonly pool: Pool; readonly far: Renamed }
      type Result<T> = readonly T[];
      export declare function run<T>(shape: Shape): Promise<Result<T>>;
      export declare const one: Kind;
      type Kind = 1;
    `,
    "far.d.ts": "export interface Far { readonly far: number }",
    "thing.d.ts": `
      import type { Shape } from "./parts.ts";
      declare class Parent { own: number }
      export declare class Thing extends Parent { constructor(shape: Shape, hidden: Hidden); }
      interface Hidden { readonly hidden: number }
    `,
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(root, path), text);
  expect(findUnexported(join(root, "index.d.ts"))).toEqual([
    "Shape names Base of parts.d.ts",
    "Shape names Far of far.d.ts",
    "Thing names Hidden of thing.d.ts",
    "Thing names Parent of thing.d.ts",
    "one names Kind of parts.d.ts",
    "run names Result of parts.d.ts",
  ]);
});

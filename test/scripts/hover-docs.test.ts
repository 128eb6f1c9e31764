import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { findUndocumented } from "../support/find-undocumented.ts";

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));

/** Folder of the build, its sources, and the project that holds them. */
const builds = [
  { built: "./dist/client/", sources: "client/", config: "client/tsconfig.json" },
  { built: "./dist/engine/", sources: "src/", config: "tsconfig.engine.json" },
];

it("every type, function and member that the package exports has a doc comment", async () => {
  const { exports } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8")) as Manifest;
  const entries = Object.values(exports).flatMap((entry) => (typeof entry === "string" ? [] : [entry.types]));
  const found = builds.flatMap(({ built, sources, config }) => {
    const files = entries
      .filter((types) => types.startsWith(built))
      .map((types) => join(projectRoot, sources, types.slice(built.length).replace(/\.d\.ts$/, ".ts")));
    expect(files).not.toEqual([]);
    return findUndocumented({ root: projectRoot, configFile: join(projectRoot, config), files });
  });
  expect(entries.every((types) => builds.some(({ built }) => types.startsWith(built)))).toBe(true);
  expect(found).toEqual([]);
});

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
}

it("an export, a member of an interface, of a class and of a union without a comment, and an inherited one are found", async () => {
  const root = await mkdtemp(join(tmpdir(), "lockstep-hover-"));
  folders.push(root);
  await mkdir(join(root, "generated"));
  const files = {
    "tsconfig.json": '{ "compilerOptions": { "strict": true, "allowImportingTsExtensions": true, "noEmit": true } }',
    "index.ts": `export { bare } from "./parts.ts"; export type * from "./parts.ts"; export * from "./generated/out.ts";`,
    "generated/out.ts": `
      export const made = 1;
      export interface Parts { readonly __typename?: "Parts"; readonly known: string; readonly fresh: string; }
    `,
    "parts.ts": `
      import type { Parts } from "./generated/out.ts";
      /** Documented. */
      export interface Held extends Parts {
        /** Documented. */
        known: string;
      }
      /** Documented. */
      export type Renamed = Parts;
      export const bare = 1;
      /** Documented. */
      export interface Shape extends Base {
        /** Documented. */
        readonly told: string;
        readonly untold: string;
        method(): void;
      }
      interface Base {
        readonly inherited: number;
      }
      /** Documented. */
      export class Thing {
        #own = 1;
        value = this.#own;
        /** Documented. */
        get size() { return 0; }
      }
      /** Documented. */
      export type Union =
        | { readonly kind: "one"; readonly first: number }
        | {
            readonly kind: "two";
            /** Documented. */
            readonly second: number;
          };
      /** Documented. */
      export type Plain = "a" | "b" | number;
    `,
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(root, path), text);
  const configFile = join(root, "tsconfig.json");
  expect(findUndocumented({ root, configFile, files: [join(root, "index.ts")] })).toEqual([
    "parts.ts: Held.fresh",
    "parts.ts: Shape.untold",
    "parts.ts: Shape.method",
    "parts.ts: Shape.inherited",
    "parts.ts: Thing.value",
    "parts.ts: Union.first",
    "parts.ts: bare",
  ]);
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { mutants } from "./mutants.ts";

it.each(mutants)("mutants: $name fits the code as it stands", ({ file, find, tests }) => {
  const text = readFileSync(join(projectRoot, file), "utf8");
  expect(text.split(find)).toHaveLength(2);
  expect(tests.filter((test) => !existsSync(join(projectRoot, test)))).toEqual([]);
});

import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../src/config/project-root.ts";
import { addEstimate, changedFiles, changedTables, compile } from "./support/add-estimate.ts";
import { isLongRun } from "./support/long-run.ts";

const guide = readFileSync(join(projectRoot, "docs/extending.md"), "utf8");

/** The tasks of the demo, and imports, use the nouns as an app does. */
const apps = ["prisma/seed.ts", "prisma/demo-board.ts", "src/cli/import/"];

/** Files where the word means something else: labels of a metric, or the colors, which people have as well. */
const otherMeaning = [
  ...["src/metrics/", "src/server/http/http-server.ts"],
  ...["schema/enums.ts", "schema/user.ts", "src/operations/list-colors.ts", "src/server/auth/account-input.ts"],
];
const generated =
  /\/generated\/|^client\/persisted-query-manifest\.json$|^schema\/schema\.graphql$|^prisma\/migrations\//;

describe("docs/extending.md", () => {
  it("names every file of server, contract and client that names labels, at most 25", () => {
    const files = ["src", "schema", "client", "prisma"]
      .flatMap(listFiles)
      .concat("codegen.ts")
      .filter((file) => !generated.test(file) && !apps.some((place) => file.startsWith(place)))
      .filter((file) => !otherMeaning.some((place) => file.startsWith(place)))
      .filter((file) => /label/i.test(readFileSync(join(projectRoot, file), "utf8")));
    expect(namedIn("Add a noun").sort()).toEqual(files.sort());
    expect(files.length).toBeLessThanOrEqual(25);
  });

  it("names every file that a new optional field of a task takes, at most eight besides tests and board", () => {
    expect(namedIn("Add a field")).toEqual(changedFiles);
    expect(changedFiles.length).toBeLessThanOrEqual(8);
    const tables = sectionOf("Add a field").matchAll(/^- `([^`]+)`: every /gm);
    expect(Array.from(tables, ([, file = ""]) => file).sort()).toEqual(changedTables.toSorted());
  });

  // It runs all compilers on a copy.
  const long = isLongRun ? it : () => {};
  long("a new field that follows the guide compiles", async () => {
    const copy = await mkdtemp(join(tmpdir(), "lockstep-estimate-"));
    try {
      await addEstimate(copy);
      const errors = Array.from(await compile(copy), ([file, [first]]) => `${file}: ${first}`);
      expect(errors, `With all that the guide names, these do not compile:\n${errors.join("\n")}`).toEqual([]);
    } finally {
      await rm(copy, { recursive: true });
    }
  });
});

function sectionOf(name: string): string {
  return guide.split("\n## ").find((part) => part.startsWith(name)) ?? "";
}

/** Returns the files in the second column of a section's table, each once. */
function namedIn(section: string): string[] {
  const cells = sectionOf(section)
    .split("\n")
    .flatMap((line) => (/^\| \d+\. /.test(line) ? (line.split(" | ")[1] ?? "") : []));
  return [...new Set(cells.flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, file = ""]) => file)))];
}

function listFiles(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name).slice(projectRoot.length).replaceAll("\\", "/").replace(/^\//, ""),
    );
}

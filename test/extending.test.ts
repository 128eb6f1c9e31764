import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../src/config/project-root.ts";

const guide = readFileSync(join(projectRoot, "docs/extending.md"), "utf8");

/** Files where the word means something else, such as the labels of a metric. */
const otherMeaning = ["src/metrics/", "src/server/http/http-server.ts"];
const generated = /\/generated\/|^schema\/schema\.graphql$|^prisma\/migrations\//;

describe("docs/extending.md", () => {
  it("names every file of server, contract and client that names labels, at most 25", () => {
    const files = ["src", "schema", "client", "prisma"]
      .flatMap(listFiles)
      .concat("codegen.ts")
      .filter((file) => !generated.test(file) && !otherMeaning.some((place) => file.startsWith(place)))
      .filter((file) => /label/i.test(readFileSync(join(projectRoot, file), "utf8")));
    expect(namedIn("Add a noun").sort()).toEqual(files.sort());
    expect(files.length).toBeLessThanOrEqual(25);
  });

  it("names at most eight files for a new optional field of a task", () => {
    expect(namedIn("Add a field").length).toBeLessThanOrEqual(8);
  });
});

/** Returns the files in the second column of a section's table, each once. */
function namedIn(section: string): string[] {
  const text = guide.split("\n## ").find((part) => part.startsWith(section)) ?? "";
  const cells = text.split("\n").flatMap((line) => (/^\| \d+\. /.test(line) ? (line.split(" | ")[1] ?? "") : []));
  return [...new Set(cells.flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, file = ""]) => file)))];
}

function listFiles(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name).slice(projectRoot.length).replaceAll("\\", "/").replace(/^\//, ""),
    );
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "../src/config/project-root.ts";

/** Names that server and client both export, with one meaning on both sides. */
const shared = new Set(["Database", "TaskValues", "TokenClaims"]);

/** The command `check` is a client of its own; the older files for Apollo Client are apart from the core. */
const exempt = /\/generated\/|^src\/cli\/check\/|^client\/apollo\/|^client\/core\/[^/]+\.ts$|^client\/testing\//;

it("an exported type or class has a name of its own in the server and the client's core", () => {
  const places = new Map<string, string[]>();
  for (const file of ["src", "client"].flatMap(listFiles)) {
    const text = readFileSync(join(projectRoot, file), "utf8");
    for (const [, name = ""] of text.matchAll(/^export (?:abstract )?(?:interface|type|class) (\w+)/gm)) {
      places.set(name, [...(places.get(name) ?? []), file]);
    }
  }
  const twice = [...places].filter(([name, files]) => files.length > 1 && !shared.has(name));
  expect(Object.fromEntries(twice)).toEqual({});
  expect(places.size).toBeGreaterThan(300);
});

function listFiles(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file}`)
    .filter((file) => /\.tsx?$/.test(file) && !exempt.test(file));
}

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { rules } from "../../conformance/conform.mjs";
import { lockstep } from "../../src/cli/lockstep.ts";
import { projectRoot } from "../../src/config/project-root.ts";
import { closeCodes } from "../../src/server/connections/close-codes.ts";

/** All files of the repository, new ones included. */
const files = listFiles();
const paths = new Set(files.flatMap((file) => [file, ...foldersOf(file)]));
const pages = files.filter((file) => file.endsWith(".md") && !file.startsWith("bench/results/"));
const manifest = JSON.parse(read("package.json")) as { readonly scripts: object; readonly exports: object };
const sources = files
  .filter((file) => /\.(tsx?|mjs|graphql|prisma|sql|yml)$/.test(file))
  .map(read)
  .join("\n");
/** Subpaths of the two packages. */
const packagePaths = Object.keys(manifest.exports).flatMap((subpath) => [
  subpath.replace(/^\./, "lockstep"),
  subpath.replace(/^\.(\/client)?/, "lockstep-client"),
]);
const commands = Object.keys(lockstep.commands).toSorted();
const longRuns = namesIn("scripts/soak.mjs", /^ {2}(\w+): \{/gm);

it.each(pages)("%s: every link within the repository leads to a file, and to a heading of it", (page) => {
  const text = proseOf(page).replaceAll(/`[^`\n]*`/g, "");
  const targets = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const dead = targets.filter((target) => {
    const [path = "", anchor] = target.split("#");
    const file = path === "" ? page : join(dirname(page), path).replace(/\/$/, "");
    return !paths.has(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
  });
  expect(dead).toEqual([]);
});

it.each(pages)("%s: every file and folder that it names exists", (page) => {
  const named = codesIn(proseOf(page)).filter((code) =>
    /^[a-z][\w.-]*(\/[\w.-]+)+\/?$|^[\w.-]+\.(tsx?|mjs|md|graphql|sql)$/i.test(code),
  );
  // The rest is of a reader's own app, of an installed package or of a build.
  const elsewhere = [...namesOfBlocks(page), ...packagePaths, ...(otherPaths[page] ?? [])];
  const missing = named
    .map((name) => name.replace(/\/$/, ""))
    .filter((name) => !elsewhere.includes(name) && !/^(dist|test-results)\/|node_modules$/.test(name))
    .filter((name) => !/^(application|multipart|text)\//.test(name))
    .filter((name) => ![...paths].some((path) => path === name || path.endsWith(`/${name}`)));
  expect(missing).toEqual([]);
});

it.each(pages)("%s: every variable, code and reason in capitals occurs in the code", (page) => {
  // The changelog tells what was removed.
  const text = page === "CHANGELOG.md" ? proseOf(page).replace(/\(was `\w+`\)/g, "") : proseOf(page);
  const names = codesIn(text).filter((code) => /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(code));
  expect(names.filter((name) => !sources.includes(name))).toEqual([]);
});

it.each(pages)("%s: every npm script, long run and command of lockstep exists", (page) => {
  const text = read(page);
  const scripts = [...text.matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map(([, name = ""]) => name);
  // Scripts of the app that the guide makes with Vite.
  const known = [...Object.keys(manifest.scripts), ...(page === "docs/client.md" ? ["dev", "build"] : [])];
  expect(scripts.filter((name) => !known.includes(name))).toEqual([]);
  const runs = [...text.matchAll(/\bnpm run soak -- ([a-z]+)/g)].map(([, name = ""]) => name);
  expect(runs.filter((name) => !longRuns.includes(name))).toEqual([]);
  const named = [...text.matchAll(/\bnpx lockstep ([a-z]+)( [a-z]+)?/g)];
  const unknown = named.filter(([, first = "", second = ""]) => {
    return !commands.includes(first) && !commands.includes(`${first}${second}`);
  });
  expect(unknown.map(([name]) => name)).toEqual([]);
});

it("README.md: lists every command, CONTRIBUTING.md every long run", () => {
  expect([...read("README.md").matchAll(/^\| `([a-z][a-z -]*)` \|/gm)].map(([, name]) => name).toSorted()).toEqual(
    commands,
  );
  const listed = [...read("CONTRIBUTING.md").matchAll(/^npm run (?:soak -- )?([a-z]+) /gm)].map(([, name]) => name);
  expect(longRuns.filter((name) => !listed.includes(name))).toEqual([]);
});

it("README.md: every measured number is in the results that it names", () => {
  const [, measured = "", file = ""] =
    /^(\*\*Measured\*\*.*?\]\((bench\/results\/[\w-]+\.md)\).*?)^Sources:/ms.exec(read("README.md")) ?? [];
  const results = read(file);
  const numbers = [...measured.matchAll(/([\d.,]+) (?:µs|KiB|changes a second)/g)].map(([, number = ""]) => number);
  expect(numbers.length).toBeGreaterThan(12);
  expect(numbers.filter((number) => !results.includes(`| ${number} |`))).toEqual([]);
});

it.each(pages)("%s: every row of a table has as many cells as its head", (page) => {
  const text = read(page);
  for (const table of text.match(/(?:^\|.*\n)+/gm) ?? []) {
    // A bar inside of code is written as `\|`.
    const rows = table.trimEnd().split("\n");
    const widths = rows.map((row) => row.replaceAll("\\|", "").split("|").length);
    const odd = rows.filter((_, index) => widths[index] !== widths[0]);
    expect(odd).toEqual([]);
  }
});

it("docs/protocol.md: lists every code with which the server closes a socket, once", () => {
  const page = read("docs/protocol.md");
  const [, endings = ""] = /^## Endings\n(.*?)^## /ms.exec(page) ?? [];
  const listed = [...endings.matchAll(/^\| close (\d+)\b/gm)].map(([, code]) => Number(code));
  // Sent by `ws` itself, for a message that is too large.
  const tooLarge = 1009;
  expect(listed.toSorted()).toEqual([...Object.values(closeCodes), tooLarge].toSorted());
});

it("docs/protocol.md: lists every rule that the conformance suite drives, and no other", () => {
  const listed = [...read("docs/protocol.md").matchAll(/^\| ([RWHSMQ]-\d+) \|/gm)].map(([, id]) => id);
  expect(listed).toEqual(rules.map(({ id }) => id));
});

/** Names of paths that are not of this repository, with the page that names them. */
const otherPaths: Readonly<Record<string, readonly string[]>> = {
  "CHANGELOG.md": ["lockstep/client"],
  "CONTRIBUTING.md": ["utils.ts"],
  "docs/client.md": ["src/main.tsx", "src/generated"],
};

function listFiles(): string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const listed = execFileSync("git", args, { cwd: projectRoot, encoding: "utf8" }).trim().split("\n");
  return listed.filter((file) => existsSync(join(projectRoot, file)));
}

function read(path: string): string {
  return readFileSync(join(projectRoot, path), "utf8");
}

function foldersOf(file: string): string[] {
  const folder = dirname(file);
  return folder === "." ? [] : [folder, ...foldersOf(folder)];
}

function namesIn(path: string, pattern: RegExp): string[] {
  return Array.from(read(path).matchAll(pattern), ([, name = ""]) => name).toSorted();
}

/** The page without its blocks of code. */
function proseOf(page: string): string {
  return read(page).replace(/^```.*?^```$/gms, "");
}

function codesIn(text: string): string[] {
  return Array.from(text.matchAll(/`([^`\n]+)`/g), ([, code = ""]) => code);
}

/** Files that the blocks of a guide name in their first line. */
function namesOfBlocks(page: string): string[] {
  return Array.from(read(page).matchAll(/^```tsx?\n\/\/ (\S+)$/gm), ([, name = ""]) => name);
}

/** Anchors of the headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return Array.from(proseOf(page).matchAll(/^#+ (.*)$/gm), ([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

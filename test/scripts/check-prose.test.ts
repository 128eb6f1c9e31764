import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";

const run = promisify(execFile);
const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));

const long = `The feed ${Array.from({ length: 24 }, () => "word").join(" ")}.`;
const exact = `The feed ${Array.from({ length: 23 }, () => "word").join(" ")}.`;

/** Text, and the beginning of its finding; null where the text is fine. */
const sentences: readonly (readonly [text: string, fault: string | null])[] = [
  ["Returns the members as of `seq`.", null],
  ["Upper bound of bytes queued per socket.", null],
  ["What all feeds keep.", 'Begins with "What"'],
  ["Reads the log. Whoever asks gets it.", 'Begins with "Whoever"'],
  ["who shows it as Bearer may read", 'Begins with "who"'],
  ["Whether the folder exists.", 'Begins with "Whether"'],
  ["That all are asked is seen.", 'Begins with "That"'],
  ["How many tasks there are.", 'Begins with "How"'],
  ["Of nothing there is nothing.", 'Begins with "Of"'],
  ["What happens to a lost message?", null],
  ["How to add a field", null],
  ["Whatsapp and offline are words that begin alike.", null],
  ["Without a hole.", 'Says "hole"'],
  ["Redis is away.", 'Says "is away"'],
  ["The client comes back.", 'Says "comes back"'],
  ["The letter is sent.", 'Says "letter"'],
  ["Up to 64 letters and digits.", null],
  ["The promise is kept.", 'Says "promise"'],
  ["Rejects when the promise takes longer.", null],
  ["Waits for the `promise` of a `hole`.", null],
  ["It waits, lest it be lost.", 'Says "lest"'],
  ["It waits in vain.", 'Says "in vain"'],
  ["It answers in its stead.", 'Says "in its stead"'],
  ["There is no such project.", 'Says "There is no such"'],
  [exact, null],
  [long, "Has 26 words"],
  [`Takes ${Array.from({ length: 40 }, () => "`code`").join(", ")} and \`more\`.`, null],
];

/** Files with one prose sentence each, on the named line. */
const places: readonly (readonly [path: string, line: number, source: (text: string) => string])[] = [
  ["a.ts", 2, (text) => `const a = 1;\n// ${text}\n`],
  ["b.tsx", 4, (text) => `/**\n * Reads the log.\n *\n * ${text}\n */\nexport const b = <p>text</p>;\n`],
  ["c.mjs", 1, (text) => `/** ${text} */\nexport const c = 1;\n`],
  ["d.test.ts", 2, (text) => `describe("feed", () => {\n  it.each([1])(${JSON.stringify(text)}, () => {});\n});\n`],
  ["e.ts", 1, (text) => `throw new TypeError(${JSON.stringify(text)});\n`],
  ["f.ts", 1, (text) => `log.warn({ a }, ${JSON.stringify(text)});\n`],
  ["g.ts", 1, (text) => `const g = { description: ${JSON.stringify(text)} };\n`],
  ["h.graphql", 2, (text) => `type H {\n  ${JSON.stringify(text)}\n  a: Int\n}\n`],
  ["i.graphql", 1, (text) => `# ${text}\nquery I { a }\n`],
  ["j.sql", 2, (text) => `SELECT '-- ';\n-- ${text}\n`],
  ["k.prisma", 2, (text) => `model K {\n  /// ${text}\n  id Int @id\n}\n`],
  ["l.css", 1, (text) => `/* ${text} */\n`],
  ["m.yml", 2, (text) => `a: "#b"\nc: d # ${text}\n`],
  ["n.sh", 2, (text) => `#!/bin/sh\n# ${text}\n`],
  ["o.md", 3, (text) => `# Title\n\n${text}\n`],
  ["p.md", 5, (text) => `# Title\n\n| a | b |\n| --- | --- |\n| 1 | ${text} |\n`],
  ["q.md", 4, (text) => `# Title\n\n\`\`\`sh\nnpm test # ${text}\n\`\`\`\n`],
  ["r.qnt", 2, (text) => `module r {\n  /// ${text}\n  val a = 1\n}\n`],
  ["Dockerfile", 1, (text) => `# ${text}\nFROM node\n`],
];

describe("check-prose", () => {
  it("judges a sentence alike in every place where prose stands", async () => {
    const files: Record<string, string> = {};
    const expected: string[] = [];
    for (const [index, [text, fault]] of sentences.entries()) {
      for (const [path, line, source] of places) {
        files[`${index}/${path}`] = source(text);
        if (fault) expected.push(`${index}/${path}:${line}: ${fault}`);
      }
    }
    const findings = (await check(await repository(files))).filter((finding) => !finding.includes("Line has"));
    expect(findings.map((finding) => expected.find((start) => finding.startsWith(start)) ?? finding).sort()).toEqual(
      expected.sort(),
    );
  });

  it("finds lines of comments and paragraphs over 120 characters", async () => {
    const line = (begin: string, length: number) => `${begin.padEnd(length - 2, " consequences")}x.`;
    const link = "[the guide](docs/configuration.md#variables-of-the-server)";
    const folder = await repository({
      "a.ts": `${line("// Reads", 121)}\n\n/**\n${line(" * Reads", 120)}\n${line(" * Writes", 140)}\n */\nexport const a = 1;\n`,
      "b.ts": `${line("// biome-ignore lint/a/b: The name", 130)}\nexport const b = "${line("Reads", 130)}";\n`,
      "c.md": [
        ...["# Title", "", line("Reads", 120), line("Reads", 121), "", line("- Reads", 122), ""],
        ...["| a |", "| --- |", `| ${line("Reads", 130)} |`, "", "```ts", line("// Reads", 130), "```", ""],
        ...[line(`Reads ${link}`, 150), ""],
      ].join("\n"),
      "d.sql": `SELECT 1;\n${line("-- Reads", 121)}\n`,
    });
    expect((await check(folder)).sort()).toEqual([
      "a.ts:1: Line has 121 characters. Break it: at most 120.",
      "a.ts:5: Line has 140 characters. Break it: at most 120.",
      "c.md:4: Line has 121 characters. Break it: at most 120.",
      "c.md:6: Line has 122 characters. Break it: at most 120.",
      "d.sql:2: Line has 121 characters. Break it: at most 120.",
    ]);
  });

  it("reads no code, no generated file and no directive", async () => {
    const folder = await repository({
      "generated/a.ts": "// What it holds.\n",
      "a.ts": 'export const a = "What a promise";\n// biome-ignore lint/a/b: The name is fixed.\n',
      "a.md": "Text.\n\n```ts\n// What it holds.\n```\n",
    });
    expect(await check(folder)).toEqual([]);
  });

  it("reads the subjects of the newest commits", async () => {
    const good = ["feat(feed): read the gap", "fix: keep the order", "refactor(server, client)!: rename a field"];
    const bad = [
      "Read the gap",
      "fix: Keep the order",
      "fix: keep the order.",
      "other: keep the order",
      `fix: ${"a".repeat(68)}`,
    ];
    const folder = await repository({}, [...good, ...bad]);
    const commit = 'Is not "type(scope): summary" of at most 72 characters.';
    expect((await check(folder)).map((finding) => finding.replace(/^commit \S+: /, ""))).toEqual(bad.map(() => commit));
    const shallow = `${folder}-shallow`;
    folders.push(shallow);
    await run("git", ["clone", "--quiet", "--depth", "1", `file://${folder}`, shallow]);
    expect(await check(shallow)).toEqual([]);
  });

  it("reads only the given paths, and no commits then", async () => {
    const text = "// What it holds.\n";
    const folder = await repository({ "a/a.ts": text, "b/b.ts": text }, ["Bad subject"]);
    expect(await check(folder, "a")).toEqual([expect.stringContaining("a/a.ts:1: ")]);
  });
});

async function repository(files: Record<string, string>, subjects: readonly string[] = ["chore: begin"]) {
  const folder = await mkdtemp(join(tmpdir(), "check-prose-"));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const git = (...args: string[]) =>
    run("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: folder });
  await git("init", "--quiet");
  for (const subject of subjects) await git("commit", "--quiet", "--allow-empty", "--no-verify", "-m", subject);
  return folder;
}

/** Runs the check as CI does. Returns its findings without the quoted sentences. */
async function check(folder: string, ...paths: string[]): Promise<string[]> {
  const script = join(projectRoot, "scripts/check-prose.mjs");
  const { stderr } = await run(process.execPath, [script, ...paths], { cwd: folder, maxBuffer: 2 ** 24 }).catch(
    (error: unknown) => error as { stderr: string },
  );
  return stderr.split("\n").filter((line) => /^\S+:\d+: |^commit /.test(line));
}

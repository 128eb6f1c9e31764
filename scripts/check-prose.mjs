// npm run check:prose: fails where comments, messages, test names, docs or commit subjects break a rule of CONTRIBUTING.md.
// `npm run check:prose -- src/engine README.md` lists all findings of these paths, also those of the backlog.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { readBlockComments, readHashComments, readPrisma, readSql } from "./prose/read-comments.mjs";
import { readGraphql } from "./prose/read-graphql.mjs";
import { readMarkdown } from "./prose/read-markdown.mjs";
import { readScript } from "./prose/read-script.mjs";
import { codeMark, findFaults } from "./prose/rules.mjs";

const readers = [
  [/\.(?:ts|tsx|mts|mjs)$/, readScript],
  [/\.md$/, readMarkdown],
  [/\.graphql$/, readGraphql],
  [/\.prisma$/, readPrisma],
  [/\.sql$/, readSql],
  [/\.css$/, readBlockComments],
  [/\.(?:ya?ml|sh|conf)$|(?:^|\/)(?:Dockerfile|Caddyfile)$|^\.ci\//, readHashComments],
];

/** Text that tools write, and migrations, whose checksum covers their comments. */
const fixed = /(?:^|\/)generated\/|^bench\/results\/|^prisma\/migrations\//;

/** Paths whose text is still to be mended. Their findings do not fail; a path without findings must leave the list. */
const backlogFile = "scripts/prose/backlog.json";
const backlog = existsSync(backlogFile) ? JSON.parse(readFileSync(backlogFile, "utf8")) : [];

const checkedCommits = 20;
const subject = /^(?:feat|fix|perf|refactor|docs|test|build|chore)(?:\([a-z0-9, /-]+\))?!?: [^A-Z\s].*[^.]$/;

const chosen = process.argv.slice(2);
const findings = listFiles().flatMap(checkFile);
const isListed = ({ path }) => backlog.some((prefix) => path.startsWith(prefix));
const failures = (
  chosen.length > 0 ? findings : [...findings.filter((finding) => !isListed(finding)), ...checkHistory()]
).map(({ text }) => text);
for (const failure of failures) console.error(failure);
if (failures.length > 0) {
  console.error(`\n${failures.length} findings. CONTRIBUTING.md has the rules.`);
  process.exitCode = 1;
}

function checkHistory() {
  const mended = backlog.filter((prefix) => !findings.some(({ path }) => path.startsWith(prefix)));
  return [
    ...mended.map((prefix) => ({ text: `${prefix} is mended: remove it from scripts/prose/backlog.json.` })),
    ...checkCommits(),
  ];
}

function listFiles() {
  const listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0");
  return listed.filter(
    (path) => path && !fixed.test(path) && (chosen.length === 0 || chosen.some((prefix) => path.startsWith(prefix))),
  );
}

function checkFile(path) {
  const [, read] = readers.find(([pattern]) => pattern.test(path)) ?? [];
  if (!read) return [];
  return read(readFileSync(path, "utf8"), path).flatMap(({ line, text }) =>
    findFaults(text).map(({ offset, fault, sentence }) => {
      const at = line + text.slice(0, offset).split("\n").length - 1;
      const quoted = sentence.replaceAll(codeMark, "`…`");
      const shown = quoted.length > 160 ? `${quoted.slice(0, 160)}…` : quoted;
      return {
        path,
        text: `${path}:${at}: ${fault}
    ${shown}`,
      };
    }),
  );
}

/** A shallow clone lacks the history. */
function checkCommits() {
  if (git("rev-parse", "--is-shallow-repository").trim() === "true") return [];
  const log = git("log", "--no-merges", `--max-count=${checkedCommits}`, "--format=%h %s").trim();
  return log.split("\n").flatMap((line) => {
    const [, hash, text] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (subject.test(text) && text.length <= 72) return [];
    return [{ text: `commit ${hash}: Is not "type(scope): summary" of at most 72 characters.\n    ${text}` }];
  });
}

function git(...args) {
  return execFileSync("git", args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
}

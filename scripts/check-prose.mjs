// npm run check:prose: fails where comments, messages, test names, docs or commit subjects break a rule of
// CONTRIBUTING.md. `npm run check:prose -- src/engine README.md` checks these paths only.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { readBlockComments, readHashComments, readSlashComments, readSql } from "./prose/read-comments.mjs";
import { readGraphql } from "./prose/read-graphql.mjs";
import { readMarkdown } from "./prose/read-markdown.mjs";
import { readScript } from "./prose/read-script.mjs";
import { codeMark, findFaults, findLongLines } from "./prose/rules.mjs";

const readers = [
  [/\.(?:ts|tsx|mts|mjs)$/, readScript],
  [/\.md$/, readMarkdown],
  [/\.graphql$/, readGraphql],
  [/\.(?:prisma|qnt)$/, readSlashComments],
  [/\.sql$/, readSql],
  [/\.css$/, readBlockComments],
  [/\.(?:ya?ml|sh|conf)$|(?:^|\/)(?:Dockerfile|Caddyfile)$|^\.ci\//, readHashComments],
];

/** Text that tools write, and migrations, whose checksum covers their comments. */
const fixed = /(?:^|\/)generated\/|^bench\/results\/|^prisma\/migrations\//;

const checkedCommits = 20;
const subject = /^(?:feat|fix|perf|refactor|docs|test|build|chore)(?:\([a-z0-9, /-]+\))?!?: [^A-Z\s].*[^.]$/;

const chosen = process.argv.slice(2);
const faults = [...listFiles(chosen).flatMap(checkFile), ...(chosen.length === 0 ? checkCommits() : [])];
for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error(`\n${faults.length} findings. CONTRIBUTING.md has the rules.`);
  process.exitCode = 1;
}

function listFiles(paths) {
  const listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...paths).split("\0");
  return listed.filter((path) => path && !fixed.test(path) && existsSync(path));
}

function checkFile(path) {
  const [, read] = readers.find(([pattern]) => pattern.test(path)) ?? [];
  if (!read) return [];
  const source = readFileSync(path, "utf8");
  return read(source, path).flatMap((prose) => {
    const { line, text } = prose;
    const faults = findFaults(text).map(({ offset, ...fault }) => {
      return { ...fault, line: line + text.slice(0, offset).split("\n").length - 1 };
    });
    return [...faults, ...findLongLines(source, prose)].map((fault) => print(path, fault));
  });
}

function print(path, { line, fault, sentence }) {
  const quoted = sentence.replaceAll(codeMark, "`…`");
  return `${path}:${line}: ${fault}\n    ${quoted.length > 160 ? `${quoted.slice(0, 160)}…` : quoted}`;
}

/** A shallow clone lacks the history. */
function checkCommits() {
  if (git("rev-parse", "--is-shallow-repository").trim() === "true") return [];
  const log = git("log", "--no-merges", `--max-count=${checkedCommits}`, "--format=%h %s").trim();
  return log.split("\n").flatMap((line) => {
    const [, hash, text] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (subject.test(text) && text.length <= 72) return [];
    return [`commit ${hash}: Is not "type(scope): summary" of at most 72 characters.\n    ${text}`];
  });
}

function git(...args) {
  return execFileSync("git", args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
}

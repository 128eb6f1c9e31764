import { codeMark } from "./rules.mjs";

const hash = /(?<=^|\s)#(?!!)(.*)$/;
const dashes = /(?<=^|\s)--(.*)$/;
const slashes = /(?<=^|\s)\/\/\/?(.*)$/;
/** Indented lines after an empty one. */
const sample = /(?<=\n[ \t]*\n)(?: {3,}.*(?:\n|$))+/g;
const blocks = /\/\*[\s\S]*?\*\//g;

/** Shell, YAML, Dockerfile, nginx, Caddyfile. */
export function readHashComments(source) {
  return readLineComments(source, hash);
}

export function readSql(source) {
  return [...readLineComments(source, dashes), ...readBlockComments(source)];
}

/** Prisma and Quint. */
export function readSlashComments(source) {
  return readLineComments(source, slashes);
}

/** CSS and the block comments of SQL. */
export function readBlockComments(source) {
  return [...source.matchAll(blocks)].map(({ 0: comment, index }) => ({
    line: lineAt(source, index),
    text: blockProse(comment.slice(2, -2)),
    wraps: true,
  }));
}

/** Joins the comments of adjacent lines that hold nothing else. */
function readLineComments(source, pattern) {
  const comments = source.split("\n").flatMap((line, index) => {
    const found = pattern.exec(line.replace(/"[^"]*"|'[^']*'/g, (quoted) => codeMark.repeat(quoted.length)));
    if (!found) return [];
    const alone = line.slice(0, found.index).trim() === "";
    return [{ line: index + 1, text: line.slice(line.length - found[1].length), alone }];
  });
  return joinLines(comments);
}

/**
 * Makes one text of comments that stand below each other, each alone on its line.
 *
 * @param {{ line: number, text: string, alone: boolean }[]} comments In the order of the source.
 */
export function joinLines(comments) {
  const texts = [];
  for (const { line, text, alone } of comments) {
    const last = texts.at(-1);
    const next = last && last.line + last.text.split("\n").length === line;
    if (alone && next && last.alone) last.text += `\n${text}`;
    else texts.push({ line, text, alone });
  }
  return texts.map(({ line, text }) => ({ line, text: withoutCode(text.replace(sample, blankLines)), wraps: true }));
}

/** Text of a block comment: without leading stars, samples, and the names that tags repeat. Lines stay lines. */
export function blockProse(comment) {
  return withoutCode(
    comment
      .replace(/^[ \t]*\*+/gm, "")
      .replace(/```[\s\S]*?```/g, blankLines)
      .replace(/@(?:param|property|template)\s+(?:\{[^}\n]*\}\s+)?\[?[\w.]+(?:=[^\]]*)?\]?(?: -)?/g, "@tag ")
      .replace(/@(\w+)\s+\{[^\n]*\}(?=\s)/g, "@$1"),
  );
}

function blankLines(text) {
  return text.replace(/[^\n]/g, "");
}

export function withoutCode(text) {
  return text
    .replace(/\{@link ([^}]*)\}/g, codeMark)
    .replace(/`[^`\n]*`/g, codeMark)
    .replace(/\bhttps?:\/\/\S+/g, codeMark);
}

export function lineAt(source, offset) {
  return source.slice(0, offset).split("\n").length;
}

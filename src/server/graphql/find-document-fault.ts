/** Maximum characters of a name in a document: messages and paths of errors repeat names any number of times. */
const nameLimit = 256;

/** Maximum lines of a document: graphql-js counts them anew for each place that an error names. */
const lineLimit = 10_000;

/** The next string, comment, bracket, or word that is too long to be a name. */
const token = new RegExp(`["#{[()\\]}]|\\b\\w{${nameLimit + 1}}`, "g");

/**
 * Returns why a GraphQL document is not worth parsing, or undefined. Brackets may be nested `depthLimit` deep, and
 * names and the number of lines are limited. The parser and everything after it recurse as deep as the brackets go.
 * Reads the text once and never recurses.
 */
export function findDocumentFault(text: string, depthLimit: number): string | undefined {
  if (hasTooManyLines(text)) return `The document has more than ${lineLimit} lines.`;
  let depth = 0;
  token.lastIndex = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [found] = match;
    if (found === '"') token.lastIndex = findStringEnd(text, match.index);
    else if (found === "#") token.lastIndex = findLineEnd(text, match.index);
    else if (found.length > 1) return `A name in the document is longer than ${nameLimit} characters.`;
    else if (found === "{" || found === "[" || found === "(") depth += 1;
    else depth -= 1;
    if (depth > depthLimit) return "The document is nested too deeply.";
  }
  return undefined;
}

function hasTooManyLines(text: string): boolean {
  if (text.length <= lineLimit) return false;
  const lineEnd = /\r\n|[\n\r]/g;
  for (let lines = 0; lines < lineLimit; lines += 1) if (!lineEnd.test(text)) return false;
  return true;
}

/** Index behind the string that begins at `start`, where the lexer would end it; behind the text when nothing does. */
function findStringEnd(text: string, start: number): number {
  if (text.startsWith('"""', start)) return findBlockEnd(text, start + 3);
  const special = /["\\\n\r]/g;
  special.lastIndex = start + 1;
  for (let match = special.exec(text); match; match = special.exec(text)) {
    if (match[0] !== "\\") return match.index + 1;
    special.lastIndex += 1;
  }
  return text.length;
}

function findBlockEnd(text: string, start: number): number {
  let end = text.indexOf('"""', start);
  while (end !== -1 && text[end - 1] === "\\") end = text.indexOf('"""', end + 3);
  return end === -1 ? text.length : end + 3;
}

function findLineEnd(text: string, start: number): number {
  const lineEnd = /[\n\r]/g;
  lineEnd.lastIndex = start;
  return lineEnd.exec(text)?.index ?? text.length;
}

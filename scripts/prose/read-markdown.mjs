import MarkdownIt from "markdown-it";
import { readHashComments } from "./read-comments.mjs";
import { codeMark } from "./rules.mjs";

const parser = new MarkdownIt({ html: true });

/** Reads paragraphs, headings, list items and table cells, and the comments of shell samples. Tables do not wrap. */
export function readMarkdown(source) {
  let line = 1;
  let isInTable = false;
  return parser.parse(source, {}).flatMap((token) => {
    if (token.map) line = token.map[0] + 1;
    if (token.type === "table_open" || token.type === "table_close") isInTable = token.nesting > 0;
    if (token.type === "fence" && /^(sh|bash|yaml)\b/.test(token.info)) {
      return readHashComments(token.content).map((text) => ({ ...text, line: text.line + line, wraps: false }));
    }
    return token.type === "inline" ? [{ line, text: token.children.map(proseOf).join(""), wraps: !isInTable }] : [];
  });
}

function proseOf({ type, content }) {
  if (type === "text" || type === "image") return content;
  if (type === "softbreak" || type === "hardbreak") return "\n";
  return type === "code_inline" ? codeMark : "";
}

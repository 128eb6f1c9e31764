import MarkdownIt from "markdown-it";
import { readHashComments } from "./read-comments.mjs";
import { codeMark } from "./rules.mjs";

const parser = new MarkdownIt({ html: true });

/** Reads paragraphs, headings, list items and table cells, and the comments of shell samples. */
export function readMarkdown(source) {
  let line = 1;
  return parser.parse(source, {}).flatMap((token) => {
    if (token.map) line = token.map[0] + 1;
    if (token.type === "fence" && /^(sh|bash|yaml)\b/.test(token.info)) {
      return readHashComments(token.content).map((text) => ({ ...text, line: text.line + line }));
    }
    return token.type === "inline" ? [{ line, text: token.children.map(proseOf).join("") }] : [];
  });
}

function proseOf({ type, content }) {
  if (type === "text" || type === "image") return content;
  if (type === "softbreak" || type === "hardbreak") return "\n";
  return type === "code_inline" ? codeMark : "";
}

import { Kind, parse, TokenKind, visit } from "graphql";
import { joinLines, withoutCode } from "./read-comments.mjs";

/** Reads descriptions and comments. */
export function readGraphql(source) {
  const document = parse(source);
  const texts = [];
  visit(document, {
    enter({ kind, description }) {
      if (kind !== Kind.DOCUMENT && description) {
        const begin = /^"""\s*\n/.test(source.slice(description.loc.start)) ? "\n" : "";
        texts.push({ line: description.loc.startToken.line, text: begin + withoutCode(description.value) });
      }
    },
  });
  const comments = [];
  for (let token = document.loc.startToken; token; token = token.next) {
    if (token.kind === TokenKind.COMMENT) {
      comments.push({ line: token.line, text: token.value, alone: token.prev?.line !== token.line });
    }
  }
  return [...texts, ...joinLines(comments)];
}

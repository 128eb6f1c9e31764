import type { DocumentNode } from "graphql";

/** About what a token occupies once it is parsed, in bytes: far more than its text. */
const tokenBytes = 500;

/** About what a document without locations occupies, measured against its JSON. */
const jsonFactor = 3;

const known = new WeakMap<DocumentNode, number>();

/** Estimates the memory of a parsed document, in bytes. */
export function documentBytes(document: DocumentNode): number {
  const bytes = known.get(document) ?? estimate(document);
  known.set(document, bytes);
  return bytes;
}

function estimate(document: DocumentNode): number {
  const { loc } = document;
  if (!loc) return JSON.stringify(document).length * jsonFactor;
  let tokenCount = 0;
  for (let token = loc.startToken; token.next; token = token.next) tokenCount += 1;
  return tokenCount * tokenBytes + loc.source.body.length * 2;
}

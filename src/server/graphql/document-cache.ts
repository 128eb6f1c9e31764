import type { DocumentNode } from "graphql";
import { LRUCache } from "lru-cache";

/** Maximum memory of the documents of a cache together, in bytes. */
const cacheSize = 32 * 1024 * 1024;

/** Keeps the parsed and valid documents that were used last. */
export function createDocumentCache(): LRUCache<string, DocumentNode> {
  return new LRUCache({ maxSize: cacheSize, sizeCalculation: documentBytes });
}

/** Approximate memory of a parsed token, in bytes: far more than its text. */
const tokenBytes = 500;

/** Approximate memory of a document without locations, as a multiple of its JSON. */
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

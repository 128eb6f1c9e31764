import type { DocumentNode } from "graphql";
import { LRUCache } from "lru-cache";

/** What the documents of a cache may occupy together, in bytes. */
const cacheSize = 32 * 1024 * 1024;

/** About what a token occupies once it is parsed, in bytes: far more than its text. */
const tokenSize = 500;

/** Keeps the parsed and valid documents that were used last. */
export function createDocumentCache(): LRUCache<string, DocumentNode> {
  return new LRUCache({ maxSize: cacheSize, sizeCalculation: estimateSize });
}

function estimateSize({ loc }: DocumentNode): number {
  if (!loc) throw new Error("A document was parsed without its locations.");
  let tokenCount = 0;
  for (let token = loc.startToken; token.next; token = token.next) tokenCount += 1;
  return tokenCount * tokenSize + loc.source.body.length * 2;
}

import type { DocumentNode } from "graphql";
import { LRUCache } from "lru-cache";
import { documentBytes } from "./document-bytes.ts";

/** Maximum bytes of all documents of a cache. */
const cacheSize = 32 * 1024 * 1024;

/** Keeps the parsed and valid documents that were used last. */
export function createDocumentCache(): LRUCache<string, DocumentNode> {
  return new LRUCache({ maxSize: cacheSize, sizeCalculation: documentBytes });
}

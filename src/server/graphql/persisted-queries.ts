import { createHash } from "node:crypto";
import { GraphQLError } from "graphql";
import { LRUCache } from "lru-cache";
import { quoteValue } from "./quote-value.ts";
import type { OperationRequest } from "./read-operation.ts";
import type { TrustedDocuments } from "./trusted-documents.ts";

/** Maximum characters of all texts together, and of each of them. */
const allLength = 4 * 1024 * 1024;
const textLimit = 32 * 1024;

/**
 * Texts of documents by the names that clients send: ids of trusted documents, and hashes of Apollo's automatic
 * persisted queries.
 */
export class PersistedQueries {
  readonly #trusted: TrustedDocuments;
  /** Texts that were asked for last. A text that is too long is not kept: its client sends it each time. */
  readonly #texts = new LRUCache<string, string>({
    maxSize: allLength,
    maxEntrySize: textLimit,
    sizeCalculation: (text) => text.length,
  });

  constructor(trusted: TrustedDocuments) {
    this.#trusted = trusted;
  }

  /** To be called only with a document that is valid, so that invalid ones push nothing out. */
  set(hash: string, text: string): void {
    this.#texts.set(hash, text);
  }

  /**
   * Returns the text of a request, which has it or (where it is null) names it. Refusals of hashes have the words and
   * codes that Apollo Client knows. The text is to be kept under `hash` once it has proved valid.
   */
  resolve(request: Pick<OperationRequest, "query" | "documentId" | "extensions">): Resolved | GraphQLError {
    const resolved = this.#find(request);
    if (resolved instanceof GraphQLError || this.#trusted.admits(resolved.text)) return resolved;
    return badRequest("This server takes trusted documents only: send the documentId of one.");
  }

  #find({ query: text, documentId, extensions }: Parameters<PersistedQueries["resolve"]>[0]): Resolved | GraphQLError {
    if (documentId !== undefined) {
      // Clients of graphql-ws have to send a text, and send an empty one.
      if (text) return badRequest("Send query or documentId, not both.");
      const trusted = this.#trusted.find(documentId);
      return trusted === undefined ? notFound(`There is no document ${quoteValue(documentId)}.`) : { text: trusted };
    }
    const persisted = extensions?.["persistedQuery"];
    if (!persisted) return text ? { text } : badRequest(nothingAsked);
    const { version, sha256Hash: hash } = persisted as { readonly version?: unknown; readonly sha256Hash?: unknown };
    if (version !== 1 || typeof hash !== "string") return badRequest("Unsupported persisted query version");
    if (text === null) {
      // Links for manifests of Apollo send ids of trusted documents as hashes.
      const known = this.#trusted.find(hash) ?? this.#texts.get(hash);
      return known === undefined ? notFound("PersistedQueryNotFound") : { text: known };
    }
    if (createHash("sha256").update(text).digest("hex") !== hash)
      return badRequest("provided sha does not match query");
    return { text, hash };
  }
}

const nothingAsked =
  "GraphQL operations must contain a non-empty `query`, a `documentId` or a `persistedQuery` extension.";

interface Resolved {
  readonly text: string;
  readonly hash?: string;
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } });
}

function notFound(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } });
}

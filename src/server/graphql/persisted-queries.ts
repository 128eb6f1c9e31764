import { createHash } from "node:crypto";
import { GraphQLError } from "graphql";
import { LRUCache } from "lru-cache";

/** Maximum characters of all texts together, and of each of them. */
const allLength = 4 * 1024 * 1024;
const textLimit = 32 * 1024;

/** Texts of documents by the hash under which clients name them: Apollo's automatic persisted queries. */
export class PersistedQueries {
  /** Texts that were asked for last. A text that is too long is not kept: its client sends it each time. */
  readonly #texts = new LRUCache<string, string>({
    maxSize: allLength,
    maxEntrySize: textLimit,
    sizeCalculation: (text) => text.length,
  });

  /** To be called only with a document that is valid, so that invalid ones push nothing out. */
  set(hash: string, text: string): void {
    this.#texts.set(hash, text);
  }

  /**
   * Returns the text of a request, which has it or (where it is null) names its hash. Refusals have the words and codes
   * that Apollo Client knows. The text is to be kept under `hash` once it has proved valid.
   */
  resolve(text: string | null, extensions: Extensions): Resolved | GraphQLError {
    const persisted = extensions?.["persistedQuery"];
    if (!persisted) return text ? { text } : badRequest(nothingAsked);
    const { version, sha256Hash: hash } = persisted as { readonly version?: unknown; readonly sha256Hash?: unknown };
    if (version !== 1 || typeof hash !== "string") return badRequest("Unsupported persisted query version");
    if (text === null) {
      const known = this.#texts.get(hash);
      return known === undefined ? notFound() : { text: known };
    }
    if (createHash("sha256").update(text).digest("hex") !== hash)
      return badRequest("provided sha does not match query");
    return { text, hash };
  }
}

type Extensions = Readonly<Record<string, unknown>> | null | undefined;

const nothingAsked = "GraphQL operations must contain a non-empty `query` or a `persistedQuery` extension.";

interface Resolved {
  readonly text: string;
  readonly hash?: string;
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } });
}

function notFound(): GraphQLError {
  return new GraphQLError("PersistedQueryNotFound", { extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } });
}

import { createHash } from "node:crypto";
import { GraphQLError } from "graphql";
import { LRUCache } from "lru-cache";

/** Maximum characters of all texts together, and of each. */
const allLength = 4 * 1024 * 1024;
const textLimit = 32 * 1024;

/** Apollo Server puts it before the hash. */
const keyPrefix = "apq:";

/** Texts of documents by the key under which Apollo Server knows an automatic persisted query; for both transports. */
export class PersistedQueries {
  /** Those that were asked for last. A text that is too long is not kept: its client sends it each time. */
  readonly #texts = new LRUCache<string, string>({
    maxSize: allLength,
    maxEntrySize: textLimit,
    sizeCalculation: (text) => text.length,
  });

  get(key: string): string | undefined {
    return this.#texts.get(key);
  }

  /** To be called only with a document that is valid: what is not shall push nothing out. */
  set(key: string, text: string): void {
    this.#texts.set(key, text);
  }

  delete(key: string): boolean {
    return this.#texts.delete(key);
  }

  /**
   * Returns the text of a request, which has it or (where it is null) names its hash. Otherwise returns the reason, in
   * the words and codes of Apollo Server. `key` is the key to store it under once it is valid.
   */
  resolve(text: string | null, extensions: Extensions): Resolved | GraphQLError {
    const persisted = extensions?.["persistedQuery"];
    if (!persisted) return text ? { text } : badRequest(nothingAsked);
    const { version, sha256Hash: hash } = persisted as { readonly version?: unknown; readonly sha256Hash?: unknown };
    if (version !== 1 || typeof hash !== "string") return badRequest("Unsupported persisted query version");
    if (text === null) {
      const known = this.get(keyPrefix + hash);
      return known === undefined ? notFound() : { text: known };
    }
    if (createHash("sha256").update(text).digest("hex") !== hash)
      return badRequest("provided sha does not match query");
    return { text, key: keyPrefix + hash };
  }
}

type Extensions = Readonly<Record<string, unknown>> | null | undefined;

const nothingAsked = "GraphQL operations must contain a non-empty `query` or a `persistedQuery` extension.";

interface Resolved {
  readonly text: string;
  readonly key?: string;
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } });
}

function notFound(): GraphQLError {
  return new GraphQLError("PersistedQueryNotFound", { extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } });
}

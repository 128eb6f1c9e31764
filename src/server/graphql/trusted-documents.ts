import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { GraphQLError } from "graphql";
import { z } from "zod";
import { OperatorError } from "../../errors/operator-error.ts";
import { ownDocuments } from "./generated/own-documents.ts";

/** Manifest of Apollo: `apollo-persisted-query-manifest`. */
const apolloManifest = z
  .object({
    format: z.literal("apollo-persisted-query-manifest"),
    version: z.literal(1),
    operations: z.array(z.object({ id: z.string().min(1), body: z.string() })),
  })
  .transform(({ operations }) => operations.map(({ id, body }) => [id, body] as const));

/** `persisted-documents.json` of GraphQL Code Generator: texts by their hashes. */
const codegenManifest = z.record(z.string().min(1), z.string()).transform(Object.entries<string>);

/** The documents of apps that the operator has named, and those that this server's own clients send. */
export class TrustedDocuments {
  readonly #texts = new Map<string, string>();
  readonly #isOnly: boolean;

  /** `isOnly`: no other documents are answered. `tools`: documents that the server executes for agents. */
  constructor(isOnly: boolean, tools: readonly string[] = []) {
    this.#isOnly = isOnly;
    // By the ids of the client kit's manifest.
    for (const text of [...ownDocuments, ...tools]) this.add(sha256(text), text);
  }

  /** Returns the text of a document; undefined for an unknown id. */
  find(id: string): string | undefined {
    return this.#texts.get(id);
  }

  /** True if a document with this text may be answered. */
  admits(text: string): boolean {
    return !this.#isOnly || this.#texts.has(sha256Id(text));
  }

  /** Adds a document by its id and by the hash of its text. Returns what is wrong with the id. */
  add(id: string, text: string): string | undefined {
    const hashId = sha256Id(text);
    if (id.startsWith("sha256:") && id !== hashId) return "is not the SHA-256 of its document";
    const known = this.#texts.get(id);
    if (known !== undefined && known !== text) return "names two documents";
    this.#texts.set(id, text);
    this.#texts.set(hashId, text);
    return undefined;
  }
}

export interface TrustedDocumentsOptions {
  /** Paths of manifests. */
  readonly files: readonly string[];
  readonly isOnly: boolean;
  /** Documents that the server executes for agents. */
  readonly tools: readonly string[];
  /** Returns the reasons for which a document cannot be answered. */
  readonly check: (text: string) => readonly GraphQLError[];
}

/** Reads manifests. Rejects with OperatorError, which names the file and the document that is at fault. */
export async function readTrustedDocuments({
  files,
  isOnly,
  tools,
  check,
}: TrustedDocumentsOptions): Promise<TrustedDocuments> {
  const trusted = new TrustedDocuments(isOnly, tools);
  for (const file of files) {
    for (const [id, text] of await readManifest(file)) {
      const fault = trusted.add(id, text) ?? describe(check(text));
      if (fault !== undefined) {
        throw new OperatorError(`TRUSTED_DOCUMENTS cannot be used: in ${file} the id ${JSON.stringify(id)} ${fault}.`);
      }
    }
  }
  return trusted;
}

async function readManifest(file: string): Promise<readonly (readonly [id: string, text: string])[]> {
  const refuse = (reason: string) => new OperatorError(`TRUSTED_DOCUMENTS cannot be used: ${file} ${reason}.`);
  const text = await readFile(file, "utf8").catch(({ code }: NodeJS.ErrnoException) => {
    throw refuse(`cannot be read (${code})`);
  });
  let content: unknown;
  try {
    // Editors of Windows begin a file with a byte order mark.
    content = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw refuse("is not JSON");
  }
  const isApollo = typeof content === "object" && content !== null && "format" in content;
  const { data } = (isApollo ? apolloManifest : codegenManifest).safeParse(content);
  if (!data) throw refuse("is neither a manifest of Apollo in version 1 nor an object of texts by their hashes");
  return data;
}

function describe([error]: readonly GraphQLError[]): string | undefined {
  return error && `has a document that cannot be answered: ${error.message.replace(/[.]$/, "")}`;
}

/** The identifier by the appendix "Persisted Documents" of GraphQL over HTTP. */
function sha256Id(text: string): string {
  return `sha256:${sha256(text)}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

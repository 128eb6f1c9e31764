import type { GraphQLFormattedError } from "graphql";

/** A manifest of trusted documents: as Apollo writes it, or texts by their hashes, as of GraphQL Code Generator. */
export type DocumentManifest =
  | {
      /** Documents with their ids. The text is as an app sends it. */
      readonly operations: readonly {
        /** The `documentId`. */
        readonly id: string;
        /** The document. */
        readonly body: string;
      }[];
    }
  | Readonly<Record<string, string>>;

/** Loads manifests. Called again after a rejection. */
export type LoadManifests = () => Promise<readonly DocumentManifest[]>;

/** The ids of documents. */
export interface DocumentIds {
  /** Returns the id of a text; undefined: it goes as it is. */
  find(text: string): string | undefined;
  /**
   * Returns true if the server does not know the id of a text, as one of another version may. The text goes as it is
   * from now on, and is to be sent once more.
   */
  forget(text: string | undefined, errors: readonly GraphQLFormattedError[]): boolean;
}

/** Connections and requests of all accounts share what was loaded. */
const loaded = new WeakMap<LoadManifests, Promise<DocumentIds>>();

/** Rejects when the manifests cannot be loaded. */
export function loadDocumentIds(load: LoadManifests): Promise<DocumentIds> {
  let ids = loaded.get(load);
  if (!ids) {
    ids = read(load);
    loaded.set(load, ids);
    ids.catch(() => loaded.delete(load));
  }
  return ids;
}

async function read(load: LoadManifests): Promise<DocumentIds> {
  const ids = new Map((await load()).flatMap(listDocuments));
  return {
    find: (text) => ids.get(text),
    forget(text, errors) {
      const isUnknown = errors.some(({ extensions }) => extensions?.["code"] === "PERSISTED_QUERY_NOT_FOUND");
      return isUnknown && text !== undefined && ids.delete(text);
    },
  };
}

function listDocuments(manifest: DocumentManifest): [text: string, id: string][] {
  const { operations } = manifest;
  if (typeof operations === "object") return operations.map(({ id, body }) => [body, id]);
  return Object.entries(manifest).map(([id, text]) => [text, id]);
}

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

/** The ids of documents by their texts. */
export type DocumentIds = ReadonlyMap<string, string>;

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
  return new Map((await load()).flatMap(listDocuments));
}

function listDocuments(manifest: DocumentManifest): [text: string, id: string][] {
  const { operations } = manifest;
  if (typeof operations === "object") return operations.map(({ id, body }) => [body, id]);
  return Object.entries(manifest).map(([id, text]) => [text, id]);
}

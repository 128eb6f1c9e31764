import type { DocumentNode } from "graphql";
import { LRUCache } from "lru-cache";

/** Documents of which subscriptions of the same text share one. */
const most = 500;

/** Documents by their text. Events are rendered once for all subscriptions whose document is the same object. */
export class SharedDocuments {
  readonly #known = new LRUCache<string, DocumentNode>({ max: most });

  /** Returns the first document with the text of this one. */
  share(document: DocumentNode): DocumentNode {
    const text = document.loc?.source.body;
    if (text === undefined) return document;
    const shared = this.#known.get(text) ?? document;
    this.#known.set(text, shared);
    return shared;
  }
}

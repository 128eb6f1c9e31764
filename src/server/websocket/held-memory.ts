import type { DocumentNode } from "graphql";
import { documentBytes } from "../graphql/document-cache.ts";

/** Memory that an operation holds until it ends. */
export interface Load {
  /** Counts once, however many operations share it; null until it is known. */
  readonly document: DocumentNode | null;
  /** Further memory, in bytes. */
  readonly bytes: number;
}

/** Bounds what the operations of one socket hold together. */
export class HeldMemory {
  readonly #limit: number;
  /** Null while nothing is held, as on most sockets most of the time. */
  #loads: Map<object, Load> | null = null;
  #onEmpty: (() => void) | null = null;

  /** `limit` in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Counts what an operation holds, instead of what it held before, until it is dropped. Returns false, and changes
   * nothing, when that is too much beside the others. One that is alone may hold any amount.
   */
  hold(operation: object, load: Load): boolean {
    this.#loads ??= new Map();
    const isAlone = this.#loads.size === (this.#loads.has(operation) ? 1 : 0);
    if (!isAlone && measure(new Map(this.#loads).set(operation, load)) > this.#limit) return false;
    this.#loads.set(operation, load);
    return true;
  }

  /** Does nothing for an operation that holds nothing. */
  drop(operation: object): void {
    if (!this.#loads?.delete(operation) || this.#loads.size > 0) return;
    this.#loads = null;
    this.#onEmpty?.();
    this.#onEmpty = null;
  }

  /** Resolves when no operation holds anything. */
  async whenEmpty(): Promise<void> {
    if (!this.#loads) return;
    const tellOthers = this.#onEmpty;
    await new Promise<void>((resolve) => {
      this.#onEmpty = () => {
        tellOthers?.();
        resolve();
      };
    });
  }
}

function measure(loads: ReadonlyMap<object, Load>): number {
  const documents = new Set<DocumentNode>();
  let total = 0;
  for (const { document, bytes } of loads.values()) {
    total += bytes;
    if (!document || documents.has(document)) continue;
    documents.add(document);
    total += documentBytes(document);
  }
  return total;
}

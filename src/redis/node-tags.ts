import { Command } from "ioredis";

/** The hash slot of a key or a channel. */
export function slotOf(key: string): number {
  return new Command("get", [key]).getSlot() ?? 0;
}

/** Number of tags that are tried: enough to find a node that serves one slot in a hundred. */
const tries = 2_000;

/** Hash tags by which single nodes of a cluster are addressed: what holds one in braces is served by its node. */
export class NodeTags {
  readonly #ownerOf: (slot: number) => string | undefined;
  readonly #known = new Map<string, number>();

  /** `ownerOf` tells the primary that serves a slot right now. */
  constructor(ownerOf: (slot: number) => string | undefined) {
    this.#ownerOf = ownerOf;
  }

  /** A tag with its braces; undefined for a node that serves hardly any slots. */
  of(node: string): string | undefined {
    const known = this.#known.get(node);
    if (known !== undefined && this.#isOf(node, known)) return tag(known);
    for (let number = 0; number < tries; number += 1) {
      if (!this.#isOf(node, number)) continue;
      this.#known.set(node, number);
      return tag(number);
    }
    return undefined;
  }

  #isOf(node: string, number: number): boolean {
    return this.#ownerOf(slotOf(tag(number))) === node;
  }
}

const tag = (number: number) => `{${number}}`;

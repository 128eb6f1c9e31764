/** Repeatable chance: the same seed gives the same numbers. */
export interface Random {
  chance(probability: number): boolean;
  /** A whole number, both ends included. */
  integer(least: number, most: number): number;
  /** Throws when there is nothing to pick from. */
  pick<T>(items: readonly T[]): T;
  /** Chance of its own, so that what one actor draws does not depend on how fast another one is. */
  fork(): Random;
}

export function createRandom(seed: number): Random {
  const next = mulberry32(seed);
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    chance: (probability) => next() < probability,
    integer,
    pick(items) {
      const item = items[integer(0, items.length - 1)];
      if (item === undefined) throw new Error("There is nothing to pick from.");
      return item;
    },
    fork: () => createRandom(integer(0, 2 ** 32 - 1)),
  };
}

/** From 0 to below 1. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

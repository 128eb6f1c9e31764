/** Outcome of a mutation's turn: `unavailable` when one before it could not reach the database. */
export type Turn = "begin" | "unavailable";

/**
 * The mutations of one socket in the order in which their messages came: one begins when the one before is answered. An
 * operation enters when its message comes, before it is known to be a mutation. So its place does not depend on the
 * time that it takes to prepare.
 */
export class MutationQueue {
  /** Functions that give an operation its turn. The first has it. Null while there is none. */
  #places: Map<unknown, (turn: Turn) => void> | null = null;

  /** Takes the last place, and resolves when all before it have left. Each operation that enters must leave. */
  enter(operation: unknown): Promise<Turn> {
    return new Promise((give) => {
      this.#places ??= new Map();
      this.#places.set(operation, give);
      if (this.#places.size === 1) give("begin");
    });
  }

  /** Gives the turn to the next. Does nothing for one that has no place. */
  leave(operation: unknown): void {
    if (!this.#places?.delete(operation)) return;
    const [give] = this.#places.values();
    if (give) give("begin");
    else this.#places = null;
  }

  /** Ends the wait of all behind this one, which could not reach the database. */
  giveUpBehind(operation: unknown): void {
    let isBehind = false;
    for (const [other, give] of this.#places ?? []) {
      if (isBehind) {
        this.#places?.delete(other);
        give("unavailable");
      }
      if (other === operation) isBehind = true;
    }
  }
}

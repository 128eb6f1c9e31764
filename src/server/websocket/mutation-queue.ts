/** Outcome of a mutation's turn: `unavailable` when one before it could not reach the database. */
export type Turn = "begin" | "unavailable";

interface Place {
  readonly turn: Promise<Turn>;
  readonly give: (turn: Turn) => void;
}

/**
 * The mutations of one socket, by their ids, in the order in which their messages came: one begins when the one before
 * is answered. An operation enters when its message arrives, before it is known to be a mutation. Its place
 * does not depend on the time of its preparation.
 */
export class MutationQueue {
  /** The first has its turn. */
  readonly #places = new Map<string, Place>();

  /** Takes the last place. Every operation that enters must leave. */
  enter(id: string): void {
    let give: (turn: Turn) => void = () => {};
    const turn = new Promise<Turn>((resolve) => {
      give = resolve;
    });
    this.#places.set(id, { turn, give });
    if (this.#places.size === 1) give("begin");
  }

  /** Resolves when all before it have left. One that has no place begins at once. */
  async waitForTurn(id: string): Promise<Turn> {
    return this.#places.get(id)?.turn ?? "begin";
  }

  /** Gives the turn to the next. Does nothing for an id that has no place. */
  leave(id: string): void {
    if (!this.#places.delete(id)) return;
    const [next] = this.#places.values();
    next?.give("begin");
  }

  /** Ends the wait of all behind this one, which could not reach the database. */
  giveUpBehind(id: string): void {
    let isBehind = false;
    for (const [other, { give }] of this.#places) {
      if (isBehind) {
        this.#places.delete(other);
        give("unavailable");
      }
      if (other === id) isBehind = true;
    }
  }
}

import { EventEmitter, once } from "node:events";

/** Messages of one subscription that carry no result, in the order of arrival: "retry" and "heartbeat". */
export class Signs {
  #seen = [];
  #emitter = new EventEmitter();

  /** The first one that arrived. */
  get first() {
    return this.#seen[0];
  }

  note(sign) {
    this.#seen.push(sign);
    this.#emitter.emit(sign);
  }

  /** Resolves with the next one; rejects after so many milliseconds. */
  async next(sign, within) {
    await once(this.#emitter, sign, { signal: AbortSignal.timeout(within) }).catch(() => {
      throw new Error(`No ${sign} arrived within ${within} ms.`);
    });
  }
}

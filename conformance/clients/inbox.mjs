/**
 * Messages in the order of arrival. `next` waits for the first one that was not read. The end stays the last message;
 * `late` holds what came after it.
 */
export class Inbox {
  late = [];
  #items = [];
  #waiting = [];
  #end = null;
  #refusal = null;
  #patience;

  constructor(patience) {
    this.#patience = patience;
  }

  get isOver() {
    return this.#end !== null;
  }

  /** Takes a result. One of errors alone is a refusal; the completion follows it. */
  takeResult(item) {
    const { errors } = item.payload;
    if (errors && !("data" in item.payload)) this.#refusal = { how: "refused", errors };
    else this.push(item);
  }

  complete() {
    this.end(this.#refusal ?? { how: "complete" });
  }

  push(item) {
    if (this.#end) this.late.push(item);
    else this.#deliver(item);
  }

  end(end) {
    if (this.#end) return;
    this.#end = { type: "end", ...end };
    this.#deliver(this.#end);
  }

  /** Rejects when nothing arrives within the patience. */
  next() {
    const item = this.#items.shift() ?? this.#end;
    if (item) return Promise.resolve(item);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((each) => each !== receive);
        reject(new Error(`No message arrived within ${this.#patience} ms.`));
      }, this.#patience);
      const receive = (received) => {
        clearTimeout(timer);
        resolve(received);
      };
      this.#waiting.push(receive);
    });
  }

  #deliver(item) {
    const receive = this.#waiting.shift();
    if (receive) receive(item);
    else if (item !== this.#end) this.#items.push(item);
  }
}

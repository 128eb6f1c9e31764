import { describe, expect } from "./expect.mjs";

/** Codes of an end over HTTP for which a WebSocket is closed with a code of its own. */
const closeCodes = { UNAUTHENTICATED: 4401, TOKEN_EXPIRED: 4403, TOO_MANY: 4429 };

/** Reads one subscription by the roles of its events. Each method fails when another message comes. */
export class Follower {
  #subscription;
  #read;

  constructor(subscription, read) {
    this.#subscription = subscription;
    this.#read = read;
  }

  /** The next message that is no presence: its `type`, `seq`, `cursor`, `payload`; or the end. */
  async next() {
    for (;;) {
      const event = await this.any();
      if (event.type !== "other" && event.type !== "presence") return event;
    }
  }

  /** The same with presence. */
  async any() {
    const message = await this.#subscription.next();
    if (message.type === "end") return message;
    const { data, extensions = {} } = message.payload;
    expect(data, `A result has no data: ${describe(message.payload)}`);
    return { ...this.#read(data), ...extensions, ...message };
  }

  async ready(seq) {
    return this.#take("ready", seq);
  }

  async resync(reason, seq) {
    const event = await this.#take("resync", seq);
    expect(event.reason === reason, `Resync has the reason ${event.reason} instead of ${reason}.`);
    return event;
  }

  /** The changes with these numbers, in order. */
  async changes(from, to) {
    const events = [];
    for (let seq = from; seq <= to; seq += 1) events.push(await this.#take("change", seq));
    return events;
  }

  async #take(type, seq) {
    const event = await this.next();
    const wanted = `${type} ${seq ?? ""}`;
    expect(event.type === type, `${describeEvent(event)} came instead of ${wanted}.`);
    expect(seq === undefined || event.seq === seq, `${describeEvent(event)} came instead of ${wanted}.`);
    return event;
  }

  /** Ends with a refusal of this code, by the transport's own means. */
  async refused(code) {
    const end = await this.next();
    expect(end.type === "end", `${describeEvent(end)} came instead of the refusal ${code}.`);
    const closeCode = closeCodes[code];
    const codes = (end.errors ?? []).map(({ extensions }) => extensions?.code);
    const isRight = codes.includes(code) || (closeCode !== undefined && end.code === closeCode);
    expect(isRight, `${describeEvent(end)} came instead of the refusal ${code}.`);
    return end;
  }

  async ended(how) {
    const end = await this.next();
    expect(end.type === "end" && end.how === how, `${describeEvent(end)} came instead of the end "${how}".`);
    return end;
  }

  /** Nothing follows the end. */
  async silent() {
    await this.#subscription.settle();
    expect(this.#subscription.late.length === 0, `After the end came ${describe(this.#subscription.late)}`);
  }

  cut() {
    this.#subscription.cut();
  }

  get subscription() {
    return this.#subscription;
  }
}

function describeEvent({ type, seq, how, code, status, errors, message }) {
  if (type !== "end") return `${type} ${seq}`;
  return `The end ${describe({ how, code, status, errors, message })}`;
}

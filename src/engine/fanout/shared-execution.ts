import { type ExecutionArgs, type ExecutionResult, execute, type GraphQLError } from "graphql";
import type { LRUCache } from "lru-cache";
import { compileSelection, type Render } from "./compile-selection.ts";
import { toOwnBuffer } from "./envelope.ts";
import type { SourceEvent } from "./event-source.ts";

/** The errors of an answer as clients see them. */
export type FormatErrors = (errors: readonly GraphQLError[]) => readonly object[];

/** Maximum texts of news that are kept at a time: under load a turn may have no end. */
const freshTexts = 100;

/** Texts rendered last for replays, by execution and event. */
export type TextCache = LRUCache<string, Buffer>;

/**
 * Execution shared by all subscribers that select the same: each event is executed and serialised once for all of them.
 * No viewer takes part: there is no context, and a resolver that wants one fails.
 */
export class SharedExecution {
  readonly #args: ExecutionArgs;
  readonly #formatErrors: FormatErrors;
  readonly #texts: TextCache;
  readonly #number = takeNumber();
  readonly #renderData: Render | null;
  /** Texts of this turn's news, by event. */
  readonly #fresh = new Map<object, Buffer>();
  /** Called at the first text of a turn; `endTurn` is to follow. */
  readonly #onFresh: (execution: SharedExecution) => void;

  /** `args` are those of any of the subscribers. */
  constructor(
    args: ExecutionArgs,
    formatErrors: FormatErrors,
    texts: TextCache,
    onFresh: (execution: SharedExecution) => void,
  ) {
    const { schema, document, operationName, variableValues } = args;
    this.#args = { schema, document, operationName, variableValues };
    this.#formatErrors = formatErrors;
    this.#texts = texts;
    this.#onFresh = onFresh;
    this.#renderData = tryTo(() => compileSelection(this.#args));
  }

  /**
   * The JSON of the event's result, in UTF-8. All who are up to date want it in the same turn, those behind at any
   * time. Throws when the schema cannot answer an event without waiting.
   */
  render(source: SourceEvent, isBehind: boolean): Buffer {
    const { event, extensions } = source;
    const fresh = this.#fresh.get(event);
    if (fresh) return fresh;
    if (isBehind && extensions) return this.#recall(source);
    const text = Buffer.from(this.#write(source));
    if (this.#fresh.size === freshTexts) this.#fresh.clear();
    else if (this.#fresh.size === 0) this.#onFresh(this);
    this.#fresh.set(event, text);
    return text;
  }

  /** Drops the texts of this turn. */
  endTurn(): void {
    this.#fresh.clear();
  }

  #recall(source: SourceEvent): Buffer {
    const key = `${this.#number} ${numberOf(source.event)}`;
    const known = this.#texts.get(key);
    if (known) return known;
    const text = toOwnBuffer(this.#write(source));
    this.#texts.set(key, text);
    return text;
  }

  #write(source: SourceEvent): string {
    return this.#renderPlain(source) ?? JSON.stringify(this.#execute(source));
  }

  /** The plain case, in a fraction of the time; null in any other, as when a resolver throws. */
  #renderPlain(source: SourceEvent): string | null {
    const data = this.#renderData && tryTo(this.#renderData, source);
    if (data === null) return null;
    const extensions = source.extensions ? `,"extensions":${JSON.stringify(source.extensions)}` : "";
    return `{"data":${data}${extensions}}`;
  }

  #execute(source: SourceEvent): object {
    const result = execute({ ...this.#args, rootValue: source });
    if (!isResult(result)) throw new Error("An event was to be answered without waiting, and a resolver waits.");
    const { data = null, errors } = result;
    const { extensions } = source;
    return { data, ...(errors && { errors: this.#formatErrors(errors) }), ...(extensions && { extensions }) };
  }
}

/** Null when it throws. */
function tryTo<A extends unknown[], T>(work: (...args: A) => T, ...args: A): T | null {
  try {
    return work(...args);
  } catch {
    return null;
  }
}

function isResult(result: ExecutionResult | Promise<ExecutionResult>): result is ExecutionResult {
  return !("then" in result);
}

let count = 0;
const numbers = new WeakMap<object, number>();

function takeNumber(): number {
  count += 1;
  return count;
}

function numberOf(event: object): number {
  let number = numbers.get(event);
  if (number === undefined) {
    number = takeNumber();
    numbers.set(event, number);
  }
  return number;
}

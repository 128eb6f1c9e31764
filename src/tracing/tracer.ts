/**
 * Follows an operation through the parts of an instance, and its change to the deliveries on all instances. Where it
 * is undefined, nothing is traced.
 */
export interface Tracer {
  /**
   * Runs `work` as a step of what is under way. The step ends with the result, or when the promise of it settles. Only
   * a step of the kind `server` begins a trace. Any other is left out where nothing is under way.
   */
  step<T>(step: TraceStep, work: (note: NoteAttributes) => T): T;
  /** Adds a step that is over. `startedAt` and `endedAt` are in milliseconds since 1970. */
  add(step: TraceStep, startedAt: number, endedAt: number): void;
  /** Returns the step under way as a `traceparent` of W3C Trace Context; undefined outside of one. */
  current(): string | undefined;
  /** Returns `work` as a part of the step that is under way now, whoever calls it. */
  bind<Args extends unknown[], T>(work: (...args: Args) => T): (...args: Args) => T;
  /** Notes that the event came by the step under way. */
  mark(event: object): void;
  /** Returns the `traceparent` of the step by which the event came; undefined for one that came by no traced step. */
  stepOf(event: object): string | undefined;
}

/** One step of a trace. */
export interface TraceStep {
  /** Name of what is done. It is one of few: it holds no ids and no texts of people. */
  readonly name: string;
  /**
   * `server`: a request of a client. `client`: a request to PostgreSQL. `producer` and `consumer`: a message that is
   * sent or has come. `internal`: anything else.
   */
  readonly kind: "server" | "client" | "producer" | "consumer" | "internal";
  /** The step that it belongs to, as a `traceparent`. Default: the one under way. An invalid one counts as absent. */
  readonly parent?: string | undefined;
  /** Numbers and names of the system. Never texts, variables or credentials of people. */
  readonly attributes?: StepAttributes;
}

/** Facts about a step. */
export type StepAttributes = Readonly<Record<string, string | number>>;

/** Adds facts that are known later. */
export type NoteAttributes = (attributes: StepAttributes) => void;

/** Runs `work` as a step where something traces. `describe` is not called otherwise. */
export function inStep<T>(tracer: Tracer | undefined, describe: () => TraceStep, work: (note: NoteAttributes) => T): T {
  return tracer ? tracer.step(describe(), work) : work(noteNothing);
}

function noteNothing(): void {}

/**
 * An entry as it is stored and as it travels over the bus: the engine's columns, and what the codec makes of an event.
 */
export interface StoredEntry {
  /** The stream in whose log it stands. */
  readonly streamId: string;
  /** Number within its stream, from 1 and without gaps. */
  readonly seq: number;
  /** Name of the kind of event, by which `decode` tells them apart. */
  readonly type: string;
  /** ISO 8601 in UTC with milliseconds. Never decreases along `seq`. */
  readonly at: string;
  /** The actor's own id of the change, by which a retry is recognised. */
  readonly idempotencyKey: string | null;
  /** Everything else of the event, as the JSON that the codec wrote. */
  readonly body: object;
}

/** Parts of a draft that its entry stores. */
export interface EncodedDraft {
  /** Name of the kind of event. */
  readonly type: string;
  /** Everything that `decode` needs, as JSON. */
  readonly body: object;
  /** Values of the codec's own columns. A column without a value is null. */
  readonly columns?: Readonly<Record<string, unknown>>;
  /** Step of a trace in which it was written. The engine fills it in; it is not stored. @internal */
  readonly traceparent?: string | undefined;
}

/**
 * Translates between events and entries. `Draft` is the event as the writer has it, before it has a number and a time.
 * Every entry that a released version wrote must stay readable for ever.
 */
export interface Codec<Event extends object, Draft> {
  /** Returns the parts of a draft to store. Called within the transaction. */
  encode(draft: Draft): EncodedDraft;
  /**
   * Returns null when this version cannot read the entry, for example because a newer version wrote it. Never throws.
   */
  decode(entry: StoredEntry): Event | null;
  /**
   * Columns that `encode` fills besides the engine's, with their PostgreSQL types, e.g. `{ task_id: "uuid" }`. Names in
   * lower case; `key`, `hash` and those of the engine's columns are taken.
   */
  readonly columns?: Readonly<Record<string, string>>;
}

/** Something that happened, as a source hands it out. */
export interface SourceEvent {
  /** The same object for all who hear of the same thing: what is made of it is made once. */
  readonly event: object;
  /** Stands beside `data` in the result; always the same for the same event. One without it is never replayed. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * Result of the `subscribe` resolver of a shared subscription: an AsyncIterable that any executor can run, which
 * also hands out available events without waiting. It is read either way, by one reader.
 */
export interface EventSource extends AsyncIterableIterator<SourceEvent> {
  /** The next event; null when none is at hand. Throws once what ended the source badly. */
  take(): SourceEvent | null;
  /** Calls the listener, in the place of an earlier one, whenever `take` may have more to say. Must not throw. */
  onReadable(listener: () => void): void;
  /** True once it has caught up: its events are news, not a replay. */
  readonly isLive: boolean;
  /**
   * The same object for all sources that hand out the same news with `extensions`, in the same order. Their messages
   * are compressed together. Messages of a source without it are not compressed.
   */
  readonly feed?: object;
  /** True once it has ended, well or badly. */
  readonly isDone: boolean;
  /** Ends it. */
  return(): Promise<IteratorResult<SourceEvent, undefined>>;
}

/** Returns true for a source that `FanOut` can share, such as a `Stream`. */
export function isEventSource(value: object): value is EventSource {
  return Symbol.asyncIterator in value && "take" in value && "onReadable" in value;
}

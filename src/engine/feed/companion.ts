/**
 * A second source of events that is merged into a stream once it is live, such as presence. Its events have no number
 * and are never replayed.
 */
export interface Companion<Extra extends object = object, State = never> {
  /** Called once, when the viewer was admitted and before anything is handed out. */
  join?(): void;
  /**
   * Begins to tell what happens from now on, whatever happened before. Called at `Ready`: at the first one, and again
   * at the one behind each `Resync`. `state` is that of the stream at the position of `Ready`. Returns what `Ready`
   * carries besides its position. All who get the same object share one message, so that it must not change any more.
   */
  begin(state: State): object;
  /** Returns the next event since `begin`; null when there is none at hand. */
  take(): Extra | null;
  /** Called once, when the stream has ended. Its errors are logged; any other method that throws ends the stream. */
  stop(): void;
}

/** Opens a companion for one subscriber; `onEvent` is called synchronously whenever `take` may have more. */
export type OpenCompanion<Viewer, Extra extends object = object, State = never> = (
  streamId: string,
  viewer: Viewer,
  onEvent: () => void,
) => Promise<Companion<Extra, State>>;

import { NotFoundError } from "../../errors/expected-error.ts";

/**
 * Decides, from the host's state of a stream, who may follow it and when following ends. Synchronous and without
 * effects.
 */
export interface Policy<State, Event, Viewer> {
  /**
   * Called when a viewer subscribes, and again when the stream began anew. Returns the number of the first entry that
   * the viewer may see: 1, or a later one. Throws the error that the viewer gets otherwise.
   */
  admit(state: State, viewer: Viewer): number;
  /** Called before a viewer that has seen everything up to the head, or needs a `Resync`, goes on. Throws likewise. */
  continue?(state: State, viewer: Viewer): void;
  /**
   * Called after an event was handed out. `state` is that of the head, which may be far ahead of the event. `go on`
   * also shows the viewer the events in between, whatever they did to its rights. `resync` skips them, and makes the
   * viewer take a fresh snapshot. `complete` ends the stream well, an error ends it badly.
   */
  after?(event: Event, state: State, viewer: Viewer): "go on" | "complete" | "resync" | Error;
  /** Returns the error for a stream that does not exist, or no longer does. */
  gone(): Error;
}

/** Everybody may follow every stream from its first entry on. A stream that does not exist is a NotFoundError. */
export const openPolicy: Policy<unknown, unknown, unknown> = {
  admit: () => 1,
  gone: () => new NotFoundError("The stream does not exist."),
};

/** Returns the error of a policy for a stream that does not exist. */
export function goneBy(policy: Pick<Policy<never, never, never>, "gone">): Error {
  try {
    return toError(policy.gone());
  } catch (error) {
    return toError(error);
  }
}

/** A stream always fails with an error, whatever the host gives. */
export function toError(given: unknown): Error {
  return given instanceof Error ? given : new TypeError(`A policy must give an Error (got ${String(given)}).`);
}

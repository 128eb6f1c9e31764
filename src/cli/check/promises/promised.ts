import type { Stage } from "./stage.ts";

/** Something that Lockstep promises; `prove` rejects with how it is broken. */
export interface Promised {
  /** The guarantee, to be read after "It guarantees that". */
  readonly name: string;
  /** Needs two people. */
  readonly needsOther?: true;
  prove(stage: Stage): Promise<void>;
}

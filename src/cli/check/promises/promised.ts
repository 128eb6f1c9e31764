import type { Stage } from "./stage.ts";

/** Something that Lockstep promises; `prove` rejects with how it is broken. */
export interface Promised {
  /** The whole promise, to be read after "It promises that". */
  readonly name: string;
  /** Whether it takes two people. */
  readonly needsOther?: true;
  prove(stage: Stage): Promise<void>;
}

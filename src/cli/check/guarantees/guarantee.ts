import type { Stage } from "./stage.ts";

/** A guarantee of Lockstep. `prove` rejects with the reason when it is broken. */
export interface Guarantee {
  /** The whole guarantee, to be read after "Lockstep guarantees that". */
  readonly name: string;
  /** True when the proof needs two people. */
  readonly needsOther?: true;
  prove(stage: Stage): Promise<void>;
}

import type { Board } from "../../support/board.ts";
import type { Person } from "../../support/person.ts";

/** Start of a scenario, and its actors over the transport under test. */
export interface World {
  /** A fresh project with two changes so far: ada made it and added grace as a MEMBER. */
  readonly board: Board;
  readonly ada: Person;
  readonly grace: Person;
  /** Somebody of this scenario alone, who is in no project. */
  readonly stranger: Person;
  /** One that nobody has used. */
  readonly clientMutationId: string;
}

/** Executes one document of the contract and checks what the contract says of it. */
export type Scenario = (world: World) => Promise<void>;

/** By the name of the document. */
export type Scenarios = Readonly<Record<string, Scenario>>;

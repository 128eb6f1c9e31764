import { chooseWait } from "../connection/backoff.ts";
import { findFailure } from "../connection/request-failure.ts";
import type { Environment } from "../types.ts";
import type { PersonContext } from "./person-context.ts";

/** Data of an answer, or the sentence that tells why there is none. */
export type PersonAnswer<Data> =
  | { readonly data: Data }
  | {
      readonly reason: string;
      /** `final`: the same is always refused. `parked`: nobody is signed in. */
      readonly kind: "again" | "parked" | "final";
      /** Time for which the server asks, in milliseconds. */
      readonly wait?: number | undefined;
    };

/** Asks the server once. Never rejects. */
export async function ask<Data>(
  { lockstep }: Pick<PersonContext, "lockstep">,
  document: string,
  variables: object,
): Promise<PersonAnswer<Data>> {
  const outcome = await lockstep.send({ document, variables });
  const failure = findFailure(outcome);
  if (failure === null) return { data: (outcome as Extract<typeof outcome, { kind: "data" }>).data as Data };
  if (failure.kind === "again") return { kind: "again", reason: failure.reason, wait: failure.retryAfter };
  if (failure.kind === "no-token") return { kind: "parked", reason: "Nobody is signed in." };
  return { kind: "final", reason: failure.kind === "failed" ? failure.reason : "Not found." };
}

/**
 * Something that is done again until it succeeds, one attempt at a time. A request while an attempt is under way
 * leads to another one after it.
 */
export class Attempts {
  readonly #environment: Environment;
  readonly #attempt: () => Promise<PersonAnswer<unknown>>;
  #failures = 0;
  #running: Promise<boolean> | null = null;
  #isWanted = false;
  #isClosed = false;
  #cancel = () => {};

  constructor(environment: Environment, attempt: () => Promise<PersonAnswer<unknown>>) {
    this.#environment = environment;
    this.#attempt = attempt;
  }

  /** Starts an attempt at once. Resolves with whether the last one succeeded, when none is under way any more. */
  run(): Promise<boolean> {
    this.#isWanted = true;
    this.#running ??= this.#runAll();
    return this.#running;
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  async #runAll(): Promise<boolean> {
    let hasSucceeded = false;
    while (this.#isWanted && !this.#isClosed) {
      this.#isWanted = false;
      const answer = await this.#attempt();
      this.#judge(answer);
      hasSucceeded = "data" in answer;
    }
    this.#running = null;
    return hasSucceeded;
  }

  #judge(answer: PersonAnswer<unknown>): void {
    this.#cancel();
    if ("data" in answer) this.#failures = 0;
    // One that is parked is made again once the connection is live.
    if ("data" in answer || answer.kind !== "again" || this.#isClosed) return;
    this.#failures += 1;
    const wait = answer.wait ?? chooseWait(this.#failures, this.#environment);
    this.#cancel = this.#environment.setTimer(wait, () => void this.run());
  }
}

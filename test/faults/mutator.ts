import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { Answer } from "../support/person.ts";
import type { Fleet } from "./fleet.ts";
import type { MutationOutcome, MutationRecord } from "./history.ts";
import type { Journal } from "./journal.ts";
import { ask, type Participant } from "./participant.ts";
import type { Random } from "./random.ts";

/** A mutation to be made, whose answer is one root field. */
export interface Mutation<TData, TInput> {
  readonly operation: string;
  readonly document: TypedDocumentNode<TData, { input: TInput }>;
  readonly input: NoInfer<TInput>;
  /** An update that finds everything as it would have it takes no number. */
  readonly mayChangeNothing?: boolean;
  /** User whose membership it changes. */
  readonly memberId?: string;
}

/** Answer of the only root field of a mutation. */
type RootField<TData> = NonNullable<TData[Exclude<keyof TData, "__typename">]>;

/**
 * Makes mutations as a careful client does. While the outcome is unknown, or the project was busy, it repeats them
 * under the same `clientMutationId`, on any instance. Now and then it does not wait for the answer.
 */
export class Mutator {
  readonly #fleet: Fleet;
  readonly #journal: Journal;
  readonly #random: Random;
  readonly #over: AbortSignal;

  /** `over`: what is then not settled is given up. */
  constructor(fleet: Fleet, journal: Journal, random: Random, over: AbortSignal) {
    this.#fleet = fleet;
    this.#journal = journal;
    this.#random = random;
    this.#over = over;
  }

  /** Resolves with the root field's answer, null when it was refused or given up, and keeps a record. */
  async make<TData, TInput>(by: Participant, mutation: Mutation<TData, TInput>): Promise<RootField<TData> | null> {
    const id = randomUUID();
    const begunAt = Date.now();
    let unknownAttempts = 0;
    while (!this.#over.aborted) {
      const answer = await this.#attempt(by, mutation, id);
      const outcome = answer && readOutcome(answer);
      if (outcome) {
        this.#record({ id, by, mutation, begunAt, unknownAttempts, outcome });
        return outcome.kind === "refused" ? null : rootFieldOf(answer);
      }
      if (!leftNothing(answer)) unknownAttempts += 1;
      await sleep(this.#random.integer(10, 300));
    }
    return null;
  }

  async #attempt<TData, TInput>(
    by: Participant,
    mutation: Mutation<TData, TInput>,
    id: string,
  ): Promise<Answer<TData> | null> {
    const url = this.#fleet.pick(this.#random);
    if (!url) return null;
    const limit = this.#random.chance(0.03) ? this.#random.integer(1, 30) : undefined;
    const input = { ...mutation.input, clientMutationId: id };
    return ask(url, by.token, mutation.document, { input }, limit);
  }

  #record(made: {
    readonly id: string;
    readonly by: Participant;
    readonly mutation: Pick<Mutation<unknown, unknown>, "operation" | "memberId" | "mayChangeNothing">;
    readonly begunAt: number;
    readonly unknownAttempts: number;
    readonly outcome: MutationOutcome;
  }): void {
    const { by, mutation, ...known } = made;
    const record: MutationRecord = {
      ...known,
      operation: mutation.operation,
      userId: by.userId,
      projectId: by.projectId,
      memberId: mutation.memberId ?? null,
      mayChangeNothing: mutation.mayChangeNothing ?? false,
      endedAt: Date.now(),
    };
    this.#journal.mutations.push(record);
  }
}

/** Tells if the server says that nothing was done. */
function leftNothing(answer: Answer<unknown> | null): boolean {
  const { code, outcome } = answer?.errors?.[0]?.extensions ?? {};
  return code === "RATE_LIMITED" || (code === "UNAVAILABLE" && outcome === "NOTHING_DONE");
}

/** Null while the mutation is to be tried again. An outage is never INTERNAL_SERVER_ERROR. */
function readOutcome(answer: Answer<unknown>): MutationOutcome | null {
  const [error] = answer.errors ?? [];
  if (error) {
    const code = String(error.extensions?.["code"]);
    return code === "UNAVAILABLE" || code === "RATE_LIMITED" ? null : { kind: "refused", code };
  }
  const payload = rootFieldOf(answer) as { readonly seq?: number };
  return payload.seq === undefined ? { kind: "conflict" } : { kind: "done", seq: payload.seq };
}

function rootFieldOf<TData>({ data }: Answer<TData>): RootField<TData> {
  const [payload] = Object.values(data ?? {});
  if (payload === null || payload === undefined) throw new Error("An answer has neither data nor errors.");
  return payload as RootField<TData>;
}

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { ApplyChangesDocument, type ChangeInput } from "../support/generated/graphql.ts";
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

  /**
   * Makes the changes in one batch, each with an id of its own and at times the batch, too. Resolves with one result
   * each, null for those that were not made; null when all were refused or given up. Keeps a record of each.
   */
  async makeAll(by: Participant, given: readonly ChangeInput[], atomic: boolean): Promise<(object | null)[] | null> {
    const changes = given.map((change) => {
      const [[operation = "", input] = []] = Object.entries(change);
      return { operation, input: { ...input, clientMutationId: randomUUID() } };
    });
    // The compiler does not follow the name into the union of inputs.
    const batch = changes.map(({ operation, input }) => ({ [operation]: input })) as unknown as ChangeInput[];
    const { projectId } = by;
    const mutation = { operation: "applyChanges", document: ApplyChangesDocument };
    const input = { projectId, changes: batch, atomic };
    const begunAt = Date.now();
    const id = this.#random.chance(0.5) ? randomUUID() : "";
    let unknownAttempts = 0;
    while (!this.#over.aborted) {
      const answer = await this.#attempt(by, { ...mutation, input }, id);
      const refusal = answer && readRefusal(answer);
      if (answer && refusal !== "again") {
        const { results = [] } = answer.data?.applyChanges ?? {};
        const outcomes = changes.map((_, index) => refusal ?? readResult(results[index] ?? {}));
        for (const [index, outcome] of outcomes.entries()) {
          const { operation, input: own } = changes[index] ?? { operation: "", input: { clientMutationId: "" } };
          const known = { id: own.clientMutationId, by, begunAt, unknownAttempts, outcome };
          this.#record({ ...known, mutation: { operation, mayChangeNothing: operation === "moveTask" } });
        }
        return refusal ? null : outcomes.map(({ kind }, index) => (kind === "done" ? (results[index] ?? null) : null));
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

/** Null while the mutation is to be tried again. */
function readOutcome<TData>(answer: Answer<TData>): MutationOutcome | null {
  const refusal = readRefusal(answer);
  if (refusal) return refusal === "again" ? null : refusal;
  return readResult(rootFieldOf(answer) as object);
}

/** Null: the whole was not refused. An outage is never INTERNAL_SERVER_ERROR. */
function readRefusal({ errors: [error] = [] }: Answer<unknown>): MutationOutcome | "again" | null {
  if (!error) return null;
  const code = String(error.extensions?.["code"]);
  return code === "UNAVAILABLE" || code === "RATE_LIMITED" ? "again" : { kind: "refused", code };
}

function readResult(answered: object): MutationOutcome {
  const result: { readonly seq?: number; readonly code?: string } = answered;
  if (result.code !== undefined) return { kind: "refused", code: result.code };
  return result.seq === undefined ? { kind: "conflict" } : { kind: "done", seq: result.seq };
}

function rootFieldOf<TData>({ data }: Answer<TData>): RootField<TData> {
  const [payload] = Object.values(data ?? {});
  if (payload === null || payload === undefined) throw new Error("An answer has neither data nor errors.");
  return payload as RootField<TData>;
}

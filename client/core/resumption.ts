import type { FormattedExecutionResult } from "graphql";
import { epochAlias, type ResumableDocument, seqAlias } from "./resumable-document.ts";

type Data = Readonly<Record<string, unknown>>;

interface Position {
  readonly seq: number;
  readonly epoch: string;
}

/** Keeps one subscription's place in the stream of its project. */
export class Resumption {
  readonly #resumable: ResumableDocument;
  readonly #variables: Data;
  #position: Position | null = null;

  /** `variables` are the app's: where the stream begins the first time. */
  constructor(resumable: ResumableDocument, variables: Data) {
    this.#resumable = resumable;
    this.#variables = variables;
  }

  /** Those with which it goes on where it stopped. */
  get variables(): Record<string, unknown> {
    if (!this.#position) return this.#variables;
    const { sinceVariable, epochVariable } = this.#resumable;
    return { ...this.#variables, [sinceVariable]: this.#position.seq, [epochVariable]: this.#position.epoch };
  }

  /** The result as the app's document asked for it; null for a change that the app has already. */
  take(result: FormattedExecutionResult<Data>): FormattedExecutionResult<Data> | null {
    const change = toPosition(result.extensions?.["seq"], result.extensions?.["epoch"]);
    if (change && this.#isPast(change)) return null;
    if (change) this.#position = change;
    return change ? result : this.#takeStand(result);
  }

  #isPast({ seq, epoch }: Position): boolean {
    return this.#position !== null && this.#position.epoch === epoch && seq <= this.#position.seq;
  }

  /** A `Ready` or `Resync` says where the stream goes on, `Resync` also further back; everything else says nothing. */
  #takeStand(result: FormattedExecutionResult<Data>): FormattedExecutionResult<Data> {
    const { responseKey } = this.#resumable;
    const event = result.data?.[responseKey] as Data | null | undefined;
    const { [seqAlias]: seq, [epochAlias]: epoch, ...asked } = event ?? {};
    const stand = toPosition(seq, epoch);
    if (!stand) return result;
    this.#position = stand;
    return { ...result, data: { ...result.data, [responseKey]: asked } };
  }
}

function toPosition(seq: unknown, epoch: unknown): Position | null {
  return typeof seq === "number" && typeof epoch === "string" ? { seq, epoch } : null;
}

/** One figure of one contender. */
export interface Figure {
  readonly contender: string;
  /** Unit, e.g. "µs per delivery". */
  readonly unit: string;
  /** The median of the rounds; null when it failed. */
  readonly value: number | null;
  readonly rounds: readonly number[];
  /** Why there is no value. */
  readonly failure?: string;
  /** Remark, e.g. the size of a message. */
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

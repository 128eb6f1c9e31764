/** A histogram as plain numbers: noting a value costs some nanoseconds. */
export class Distribution {
  /** Where each range ends, ascending; the end still belongs to it. */
  readonly bounds: readonly number[];
  /** Number of values in each range; the last counts those beyond all ranges. */
  readonly counts: number[];
  /** Sum of all values. */
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = [...bounds, Number.POSITIVE_INFINITY].map(() => 0);
  }

  /**
   * Counts a value.
   *
   * @internal
   */
  note(value: number): void {
    let index = 0;
    while (value > (this.bounds[index] ?? Number.POSITIVE_INFINITY)) index += 1;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.sum += value;
  }
}

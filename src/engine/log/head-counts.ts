/**
 * Sums that the head of a stream keeps, such as the bytes of its rows. Each change adds its own share, in the statement
 * that moves the head.
 */
export interface CountSource {
  /** Columns of heads; `bigint` or `integer`. */
  readonly columns: readonly string[];
  /**
   * Column of heads; `integer`, -1 where nothing was counted. It is the number of the entry through which the others
   * count. Unless that is the newest one, they are counted anew at the next change: older versions do not count.
   */
  readonly through: string;
  /** SQL query of one row, whose `counts` is a JSON array in the order of the columns. `$1` is the stream. */
  readonly sql: string;
}

/** A task's title, always of the same length. */
export function titleOf(count: number): string {
  return `Check the invoice of customer ${String(count).padStart(8, "0")}`;
}

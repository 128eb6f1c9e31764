/** The value of a flag as a number; throws one sentence that names the flag otherwise. */
export function readWholeNumber(flag: string, value: string, least: number, most: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new Error(`--${flag} must be a whole number from ${least} to ${most}.`);
}

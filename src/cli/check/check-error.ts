/** Reason for which the check cannot start or go on, in one sentence for the operator. */
export class CheckError extends Error {
  override readonly name = "CheckError";
}

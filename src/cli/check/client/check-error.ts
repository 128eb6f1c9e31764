/** A reason why the check cannot begin or go on, in one sentence for the operator. */
export class CheckError extends Error {
  override readonly name = "CheckError";
}

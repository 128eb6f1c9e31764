/** What keeps the check from being made, or from going on, in one sentence for the operator. */
export class CheckError extends Error {
  override readonly name = "CheckError";
}

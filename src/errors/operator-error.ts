/** A fault that the operator can mend. The message is one sentence that says how, and never tells a password. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
}

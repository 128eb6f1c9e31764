/** Why something was refused, in words that are shown as they are. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** Steps that undo what the check created, the last one first. */
export class Undoing {
  readonly #steps: { readonly what: string; readonly undo: () => Promise<void> }[] = [];

  /** `what` names what remains when `undo` rejects. */
  add(what: string, undo: () => Promise<void>): void {
    this.#steps.push({ what, undo });
  }

  /** Runs all steps and returns one sentence for each that failed. */
  async run(): Promise<string[]> {
    const left: string[] = [];
    for (const { what, undo } of this.#steps.splice(0).reverse()) {
      await undo().catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        left.push(`${what} is left: ${reason.replace(/\.$/, "")}.`);
      });
    }
    return left;
  }
}

/** Undoes all that was made for the check, the last thing first. */
export class Undoing {
  readonly #steps: { readonly what: string; readonly undo: () => Promise<void> }[] = [];

  /** `what` is called left when `undo` rejects. */
  add(what: string, undo: () => Promise<void>): void {
    this.#steps.push({ what, undo });
  }

  /** Undoes what can be undone and tells of the rest, in a sentence each. */
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

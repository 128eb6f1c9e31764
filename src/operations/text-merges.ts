/** An edit of a text that somebody else changed too. */
export interface TextEdit {
  readonly text: "description" | "body";
  /** Id of the task or the comment. */
  readonly id: string;
  /** The version that it was made on. */
  readonly version: number;
  /** The text as it stands. */
  readonly theirs: string;
  readonly ours: string;
}

/** The merges of one change, or of all changes of a batch, over the attempts to make it. See `TextMerger`. */
export class TextMerges {
  /** True: no further merges are made. Texts that are not merged yet conflict. */
  isLast = false;
  readonly #made: { readonly edit: TextEdit; readonly merged: string | null }[] = [];
  #wanted: TextEdit[] = [];

  /** False: the attempt asked for merges that are still to be made. Nothing that it did may be committed. */
  get isComplete(): boolean {
    return this.#wanted.length === 0;
  }

  /** Returns the merged text. Null: it is a conflict, or the merge is still to be made. */
  find(edit: TextEdit): string | null {
    const known = this.#made.find((other) => isSame(other.edit, edit));
    if (!known && !this.isLast) this.#wanted.push(edit);
    return known?.merged ?? null;
  }

  /** Returns what an attempt asked for. The next attempt begins without. */
  takeWanted(): readonly TextEdit[] {
    const wanted = this.#wanted;
    this.#wanted = [];
    return wanted;
  }

  add(edit: TextEdit, merged: string | null): void {
    this.#made.push({ edit, merged });
  }
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.id === b.id && a.version === b.version && a.text === b.text && a.theirs === b.theirs && a.ours === b.ours;
}

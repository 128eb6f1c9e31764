import { diffArrays, diffWordsWithSpace } from "diff";

/** A piece of two texts: a line, or some words. */
export interface Piece {
  readonly text: string;
  /** The text that has it alone, or both. */
  readonly of: "both" | "mine" | "theirs";
}

/** Lines, or characters, beyond which two texts are only told to be different: comparing them would take too long. */
const longest = { edits: 2_000, words: 10_000 };

/** Lines of both texts in one order. Those of one side and of `both` make up that side's text. */
export function compareLines(theirs: string, mine: string): readonly Piece[] {
  const [their, my] = [theirs.split("\n"), mine.split("\n")];
  const changes = diffArrays(their, my, { maxEditLength: longest.edits });
  if (!changes) return [...toPieces(their, "theirs"), ...toPieces(my, "mine")];
  return changes.flatMap(({ added, removed, value }) => toPieces(value, added ? "mine" : removed ? "theirs" : "both"));
}

/** Words of both texts in one order, as lines in `compareLines`. */
export function compareWords(theirs: string, mine: string): readonly Piece[] {
  if (theirs.length + mine.length > longest.words)
    return [...toPieces([theirs], "theirs"), ...toPieces([mine], "mine")];
  return diffWordsWithSpace(theirs, mine).map(({ added, removed, value }) => ({
    text: value,
    of: added ? "mine" : removed ? "theirs" : "both",
  }));
}

function toPieces(texts: readonly string[], of: Piece["of"]): readonly Piece[] {
  return texts.map((text) => ({ text, of }));
}

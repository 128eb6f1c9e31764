/** A task of a list in Markdown, such as `[x] Book the room`. */
export interface MarkdownTask {
  /** The characters of the box and the space behind it. */
  readonly box: string;
  readonly isDone: boolean;
  /** The words behind it, as they are read out. */
  readonly name: string;
}

/** Maximum characters of a name: a screen reader says it at once. */
const longestName = 100;

/** Reads the first words of a list's item. Returns null where they are no task. */
export function findTask(words: string): MarkdownTask | null {
  const [box, state] = /^\[([ xX])\] +(?=\S)/.exec(words) ?? [];
  if (box === undefined) return null;
  const name = words.slice(box.length).split("\n", 1)[0] ?? "";
  return { box, isDone: state !== " ", name: Array.from(name).slice(0, longestName).join("") };
}

/** Returns the text with the first box of a line, counted from 0, in another state. All else stays as it is. */
export function tickTask(text: string, line: number, isDone: boolean): string {
  const lines = text.split("\n");
  const ticked = lines[line]?.replace(/\[[ xX]\]/, isDone ? "[x]" : "[ ]");
  return lines.map((each, index) => (index === line && ticked !== undefined ? ticked : each)).join("\n");
}

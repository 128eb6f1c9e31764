/** False for text with NUL or lone surrogates, which PostgreSQL refuses. */
export function isStorableText(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/** Returns the text with `\n` at the end of each line, as multi-line texts are stored and merged. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** Tells if a text has at most so many characters: code points, not UTF-16 units. */
export function isWithin(text: string, most: number): boolean {
  return text.length <= most || [...text].length <= most;
}

/** True for text with anything but white space and characters that only steer others, e.g. a zero-width space. */
export function isVisibleText(text: string): boolean {
  return /[^\s\p{Cf}]/u.test(text);
}

/** The text without what PostgreSQL refuses. */
export function toStorableText(text: string): string {
  return text.replaceAll("\0", "").replace(/\p{Surrogate}/gu, "");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what it looks for.
const unstorable = /[\u0000\p{Surrogate}]/gu;

/** False for text with NUL or lone surrogates, which PostgreSQL refuses. */
export function isStorableText(text: string): boolean {
  return text.search(unstorable) === -1;
}

/** The text without what PostgreSQL refuses. */
export function toStorableText(text: string): string {
  return text.replace(unstorable, "");
}

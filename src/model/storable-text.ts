/** False for text with NUL or lone surrogates, which PostgreSQL refuses. */
export function isStorableText(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/** The text without what PostgreSQL refuses. */
export function toStorableText(text: string): string {
  return text.replaceAll("\0", "").replace(/\p{Surrogate}/gu, "");
}

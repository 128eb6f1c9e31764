/**
 * A mention, as clients write it: `[@Name](user:<id>)`. The name is bounded, so that the search takes a time in
 * proportion to the text.
 */
const mention = /\[@((?:[^\]\\\n]|\\.){1,400})\]\(user:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)/gi;

/** The people whom a text mentions, by id in lower case and in the order of the text, each with its first place. */
export function findMentions(text: string | null): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const { index, 2: id = "" } of (text ?? "").matchAll(mention)) {
    if (!places.has(id.toLowerCase())) places.set(id.toLowerCase(), index);
  }
  return places;
}

/** The people whom a text mentions and an earlier one does not. */
export function findNewMentions(text: string | null, before: string | null): ReadonlyMap<string, number> {
  const places = findMentions(text);
  if (places.size === 0) return places;
  const known = findMentions(before);
  return new Map([...places].filter(([id]) => !known.has(id)));
}

/** Most characters of an excerpt, and of it those before the place that it shows. */
const [excerptLength, leadLength] = [200, 60];

/**
 * Returns the part of a text around a place, in one line and with plain names. It begins with the place's line where
 * that is near.
 */
export function excerptOf(text: string, place = 0): string {
  const lineStart = text.lastIndexOf("\n", place) + 1;
  const isNear = place - lineStart <= leadLength;
  const start = isNear ? lineStart : place - leadLength;
  // A cut mention of somebody else is no mention any more, and stays as it is written.
  const part = text.slice(start, start + 20 * excerptLength).replace(mention, (_whole, name: string) => {
    return `@${name.replace(/\\(.)/g, "$1")}`;
  });
  const characters = [...part.toWellFormed().replace(/\s+/g, " ").trim()];
  const isWhole = characters.length <= excerptLength;
  return `${isNear ? "" : "…"}${characters.slice(0, excerptLength).join("")}${isWhole ? "" : "…"}`;
}

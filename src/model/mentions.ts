/**
 * A mention, as clients write it: `[@Name](user:<id>)`. No name holds the beginning of another, so that the search takes
 * a time in proportion to the text.
 */
const mention =
  /\[@((?:[^[\]\\\n]|\[(?!@)|\\(?!\[@).){1,400})\]\(user:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)/gi;

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

/** Most characters of a text that show as one: half of a mention whose name is a letter. */
const mostPerCharacter = 30;

/** Most characters of a mention: each of the name has a backslash before it. */
const mentionLength = 900;

/**
 * Returns the part of a text around a place, in one line and with plain names. It begins with the place's line where
 * that is near.
 */
export function excerptOf(text: string, place = 0): string {
  // The rest of a mention that begins before this part does not reach the characters that are shown.
  const before = text.slice(Math.max(0, place - mentionLength - mostPerCharacter * leadLength), place);
  const line = [...withPlainNames(before.slice(before.lastIndexOf("\n") + 1))];
  const lead = line.slice(-leadLength).join("");
  const rest = withPlainNames(text.slice(place, place + mostPerCharacter * excerptLength));
  const characters = [...`${lead}${rest}`.toWellFormed().replace(/\s+/g, " ").trim()];
  const isWhole = characters.length <= excerptLength;
  return `${line.length > leadLength ? "…" : ""}${characters.slice(0, excerptLength).join("")}${isWhole ? "" : "…"}`;
}

function withPlainNames(text: string): string {
  return text.replace(mention, (_whole, name: string) => `@${name.replace(/\\(.)/g, "$1")}`);
}

/** Maximum characters with which an error quotes a value. */
export const quoteLimit = 100;

/** Characters after which a quotation only closes what it has opened, and how deep it goes. */
const roughLimit = quoteLimit - 15;
const depthLimit = 3;

/** A value of JSON as an error quotes it, at most 100 characters. Takes time and memory for these alone. */
export function quoteValue(value: unknown): string {
  let text = "";
  const room = () => Math.max(0, roughLimit - text.length);

  function write(part: unknown, depth: number): void {
    if (typeof part === "string") text += quoteText(part, room());
    else if (typeof part !== "object" || part === null) text += String(part);
    else if (Array.isArray(part)) writeItems("[]", part, depth, (item) => write(item, depth + 1));
    else writeItems("{}", Object.keys(part), depth, (key) => writeMember(key, Reflect.get(part, key), depth));
  }

  function writeMember(key: string, held: unknown, depth: number): void {
    text += `${cut(key, room())}: `;
    write(held, depth + 1);
  }

  function writeItems<Item>(brackets: string, items: readonly Item[], depth: number, writeItem: (item: Item) => void) {
    text += brackets[0];
    for (const [index, item] of items.entries()) {
      if (room() === 0 || depth === depthLimit) {
        text += "…";
        break;
      }
      if (index > 0) text += ", ";
      writeItem(item);
    }
    text += brackets[1];
  }

  write(value, 0);
  return text;
}

function quoteText(text: string, limit: number): string {
  const quoted = JSON.stringify(text.slice(0, limit + 1));
  return quoted.length <= limit + 2 ? quoted : `${cut(quoted, limit).replace(/\\+…$/, "…")}"`;
}

/** The text, or its beginning and an ellipsis. Cuts no character in two. */
export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, "")}…`;
}

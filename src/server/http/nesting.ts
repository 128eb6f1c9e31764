const quote = 0x22;
const backslash = 0x5c;

/**
 * Tells if JSON in UTF-8 has arrays and objects nested more than `limit` levels deep. Reads the bytes once and never
 * recurses: `JSON.parse` takes nesting on which whatever recurses over the value afterwards exhausts the stack. Bytes
 * that are no JSON give either answer; the parser refuses them.
 */
export function isNestedDeeper(json: Uint8Array, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === quote) at = findStringEnd(json, at);
    // Both kinds of brackets differ from their counterpart by two: [ 0x5b ] 0x5d { 0x7b } 0x7d.
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
}

/** Index of the quote that ends the string which begins at `start`; the length of `json` when none does. */
function findStringEnd(json: Uint8Array, start: number): number {
  let end = json.indexOf(quote, start + 1);
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf(quote, end + 1);
  return end === -1 ? json.length : end;
}

function isEscaped(json: Uint8Array, at: number): boolean {
  let first = at;
  while (json[first - 1] === backslash) first -= 1;
  return (at - first) % 2 === 1;
}

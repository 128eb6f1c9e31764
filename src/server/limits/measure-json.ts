/**
 * Returns how many bytes `JSON.stringify` makes of a plain value, without making them; once it is more than `limit`,
 * any number above that.
 */
export function measureJson(value: unknown, limit: number): number {
  return measure(value, limit, bytesOfText);
}

/** Returns an upper bound of the same, for a fraction of the work: looks at no character. */
export function mostJsonBytes(value: unknown, limit: number): number {
  return measure(value, limit, mostBytesOfText);
}

function measure(value: unknown, limit: number, measureText: (text: string) => number): number {
  let bytes = 0;
  // Not recursive: an answer may be as deep as a document.
  const pending: unknown[] = [value];
  while (pending.length > 0 && bytes <= limit) {
    const next = pending.pop();
    if (typeof next === "string") bytes += measureText(next);
    else if (typeof next !== "object" || next === null) bytes += String(next).length;
    else if (Array.isArray(next)) {
      bytes += 1 + Math.max(1, next.length);
      for (const item of next) pending.push(item);
    } else {
      let count = 0;
      for (const key in next) {
        const item = (next as Readonly<Record<string, unknown>>)[key];
        if (item === undefined) continue;
        count += 1;
        bytes += measureText(key) + 1;
        pending.push(item);
      }
      bytes += 1 + Math.max(1, count);
    }
  }
  return bytes;
}

/** No character takes more than six bytes. */
function mostBytesOfText(text: string): number {
  return text.length * 6 + 2;
}

function bytesOfText(text: string): number {
  return plain.test(text) ? Buffer.byteLength(text) + 2 : Buffer.byteLength(JSON.stringify(text));
}

/** Text that JSON writes as it is: no quote, backslash, control character or surrogate. */
const plain = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** Largest input, in bytes. */
export const maxInput = 64 * 1_024 * 1_024;

/**
 * Returns the text of a file in UTF-8, or in UTF-16 with a byte order mark, without that mark. Throws one sentence for
 * anything else.
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  const text = decode(bytes, encoding);
  if (text.trim() === "") throw new Error("The file is empty. Nothing was imported.");
  if (!text.includes("\0")) return text;
  throw new Error("The file is no text, or UTF-16 without a byte order mark. Save it as UTF-8. Nothing was imported.");
}

function decode(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    const message = `The file is not valid ${encoding.toUpperCase()}. Save it as UTF-8. Nothing was imported.`;
    throw new Error(message, { cause });
  }
}

/** Reads all of an input. Throws one sentence above `maxInput`. */
export async function readBytes(input: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    size += chunk.length;
    if (size > maxInput) throw new Error("The file is larger than 64 MiB. Split it. Nothing was imported.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

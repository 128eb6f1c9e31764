const [lineFeed, carriageReturn] = [0x0a, 0x0d];

/**
 * Yields the lines of a text in UTF-8, without LF or CR LF at their ends. No other character ends a line: JSON holds
 * U+2028 as it is, at which `readline` of some versions of Node splits.
 */
export async function* readLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let begun: Uint8Array[] = [];
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      yield decodeLine([...begun, chunk.subarray(from, end)]);
      begun = [];
      from = end + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  }
  if (begun.length > 0) yield decodeLine(begun);
}

/** Only a whole line is decoded: no character of several bytes holds the byte of LF. */
function decodeLine(parts: readonly Uint8Array[]): string {
  const bytes = Buffer.concat(parts);
  return bytes.toString("utf8", 0, bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length);
}

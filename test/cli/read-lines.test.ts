import { describe, expect, it } from "vitest";
import { readLines } from "../../src/cli/read-lines.ts";

/** Everything that some standard takes for the end of a line, but LF and CR LF. */
const otherSeparators = ["\r", "\v", "\f", "\u001c", "\u001d", "\u001e", "\u0085", "\u2028", "\u2029"];
/** Characters of one to four bytes; the last ones are surrogate pairs in memory. */
const characters = ["a", "ß", "Ċ", "ਊ", "\ufeff", "\u2028", "🥊", "👩‍👩‍👧", "\u{10ffff}"];

async function split(bytes: Uint8Array, size: number): Promise<string[]> {
  async function* input() {
    for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
  }
  const lines: string[] = [];
  for await (const line of readLines(input())) lines.push(line);
  return lines;
}

describe("readLines", () => {
  it.each(otherSeparators.map((separator) => [JSON.stringify(separator), separator]))(
    "keeps %s within a line, and splits at LF and CR LF",
    async (_name, separator) => {
      const line = `${separator}one${separator}${separator}two`;
      const bytes = Buffer.from(`${line}\n${line}\r\n\n${line}`);
      for (let size = 1; size <= bytes.length; size += 1) {
        expect(await split(bytes, size)).toEqual([line, line, "", line]);
      }
    },
  );

  it("puts characters together that chunks divide", async () => {
    const line = characters.join("");
    const bytes = Buffer.from(`${line}\n${line}\n`);
    for (let size = 1; size <= bytes.length; size += 1) expect(await split(bytes, size)).toEqual([line, line]);
  });

  it("yields nothing for an empty input, and no line after the last LF", async () => {
    expect(await split(Buffer.alloc(0), 1)).toEqual([]);
    expect(await split(Buffer.from("\n"), 1)).toEqual([""]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerptOf, findMentions } from "../../src/model/mentions.ts";
import { range } from "../support/range.ts";

const idOf = (number: number) => `01a20000-0000-7000-8000-${String(number).padStart(12, "0")}`;
const mention = (name: string, number = 1) => `[@${name}](user:${idOf(number)})`;

describe("findMentions", () => {
  it.each([
    ["a bracket", "A[da"],
    ["a bracket at its end", "Ada ["],
    ["escaped brackets", "A\\[d\\]a"],
    ["a backslash before a bracket", "Ada\\\\["],
    ["400 characters", "\\]".repeat(400)],
  ])("finds a name with %s", (_what, name) => {
    expect(findMentions(`Ask ${mention(name)}`)).toEqual(new Map([[idOf(1), 4]]));
  });

  // A search that goes back for each beginning, or for each backslash, takes minutes.
  it.each(["[@", "[@\\]", "[", "\\", "[@a](user:"])(
    "reads a long text once where names do not end, as of %j",
    (fill) => {
      expect(findMentions(fill.repeat(65_000 / fill.length)).size).toBe(0);
      expect(findMentions(`[@${fill.repeat(65_000 / fill.length)}`).size).toBe(0);
    },
  );

  it("takes a mention within a name for the mention", () => {
    expect(findMentions(`[@Grace ${mention("Ada")}`)).toEqual(new Map([[idOf(1), 8]]));
  });
});

describe("excerptOf", () => {
  const name = fc.oneof(
    fc.constantFrom("A", "Ada", "\\😀", "\\]".repeat(400)),
    fc.string({ minLength: 1 }).map(toName),
  );
  const piece = fc.oneof(
    name.map((each) => mention(each)),
    fc.constantFrom(" ", "word ", "😀", "x".repeat(70)),
  );
  const pieces = fc.array(piece, { maxLength: 100 }).map((each) => each.join(""));

  /** Escapes a name as the board does. */
  function toName(text: string): string {
    return text
      .replaceAll(/[\\\]]/g, "\\$&")
      .replaceAll("\n", " ")
      .replaceAll("[@", "@");
  }

  it("shows the end of a line before the place as if all names of the line were plain", () => {
    const toPlain = (text: string) =>
      text.replaceAll(
        /\[@((?:[^\]\\]|\\.)+)\]\(user:[^)]*\)/g,
        (_whole, each: string) => `@${each.replaceAll(/\\(.)/g, "$1")}`,
      );
    fc.assert(
      fc.property(pieces, (line) => {
        const text = `${line}${mention("Grace", 2)} end`;
        const plain = [...toPlain(line)];
        const lead = `${plain.slice(-60).join("")}@Grace end`.toWellFormed().replace(/\s+/g, " ").trim();
        expect(excerptOf(`first\n${text}`, 6 + line.length)).toBe(`${plain.length > 60 ? "…" : ""}${lead}`);
      }),
    );
  });

  // A search of the whole line for each takes minutes.
  it.each(["x", "[@", "\\[@", "[@a"])(
    "reads a part of a long line for each of many mentions, behind %j",
    (fill) => {
      const tail = range(1, 300).map((number) => mention("A", number));
      const text = fill.repeat(Math.floor((65_000 - tail.join("").length) / fill.length)) + tail.join("");
      const places = findMentions(text);
      expect(places.size).toBe(300);
      for (const place of places.values()) expect(excerptOf(text, place)).toMatch(/^….*@A/);
    },
    30_000,
  );
});

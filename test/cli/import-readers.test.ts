import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../src/cli/import/decode-text.ts";
import type { ImportDraft } from "../../src/cli/import/draft.ts";
import { readCsv } from "../../src/cli/import/read-csv.ts";
import { readTrello } from "../../src/cli/import/read-trello.ts";
import { findStatus } from "../../src/cli/import/words.ts";
import { projectRoot } from "../../src/config/project-root.ts";
import { isLongRun } from "../support/long-run.ts";
import { trelloBoard } from "./trello-board.ts";

const numRuns = isLongRun ? 20_000 : 500;

/** Either a draft, or one sentence. Anything else is a fault of the reader. */
function readOrRefuse(read: () => ImportDraft): ImportDraft | null {
  try {
    return read();
  } catch (error) {
    expect(String(error)).toMatch(/^Error: .* Nothing was imported\.$/s);
    return null;
  }
}

const cell = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.stringMatching(/^["',;\t\n\r=+@-]{0,6}[a-z]{0,3}["',;\n]{0,3}$/),
  fc.constantFrom("Done", "", " ", "2026-11-30", "high"),
);

describe("readCsv", () => {
  it("reads any text, or refuses it with a sentence", () => {
    fc.assert(
      fc.property(fc.array(cell), fc.constantFrom("title", "title,status", "Name;due;labels", ""), (cells, header) => {
        readOrRefuse(() => readCsv(`${header}\n${cells.join(",")}`, new Map()));
        readOrRefuse(() => readCsv(cells.join("\n"), new Map()));
      }),
      { numRuns },
    );
  });

  it("names each fault with its line, whatever stands before it", () => {
    const row = fc.tuple(fc.stringMatching(/^[a-z"\n,]{1,8}$/), fc.boolean());
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"), (rows, newline) => {
        let line = 2;
        const expected: string[] = [];
        for (const [text, isFaulty] of rows) {
          if (isFaulty) expected.push(`Line ${line}: The status "Sleeping" is unknown: name it by --statuses.`);
          if (!/[a-z",]/.test(text)) expected.push(`Line ${line}: The title is empty.`);
          line += text.split("\n").length;
        }
        const cells = rows.map(([text, isFaulty]) => [text, isFaulty ? "Sleeping" : "Done"]);
        const csv = Papa.unparse([["title", "status"], ...cells], { newline });
        const { faults } = readCsv(csv, new Map());
        expect(faults.map(({ place, sentence }) => `${place}: ${sentence}`)).toEqual(expected);
      }),
      { numRuns },
    );
  });

  it("gives each row a key of its own, which another order keeps", () => {
    const file = (rows: readonly string[][]) => Papa.unparse([["title", "status"], ...rows]);
    const rows = fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("Done", "")), { maxLength: 8 });
    const shuffled = rows.chain((own) =>
      fc.tuple(fc.constant(own), fc.shuffledSubarray(own, { minLength: own.length })),
    );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const keys = [one, other].map((each) =>
          readCsv(file(each), new Map())
            .tasks.map(({ key }) => key)
            .toSorted(),
        );
        expect(new Set(keys[0]).size).toBe(one.length);
        expect(keys[0]).toEqual(keys[1]);
      }),
      { numRuns },
    );
  });
});

describe("readTrello", () => {
  it("reads a board with any part replaced, or refuses it with a sentence", () => {
    fc.assert(
      fc.property(fc.nat(), fc.jsonValue({ maxDepth: 1 }), (choice, value) => {
        const text = JSON.stringify(replacePart(trelloBoard, choice, value));
        readOrRefuse(() => readTrello(text, new Map()));
      }),
      { numRuns },
    );
  });

  it("refuses each beginning of a file", () => {
    const text = JSON.stringify(trelloBoard);
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), (length) => {
        expect(readOrRefuse(() => readTrello(text.slice(0, length), new Map()))).toBeNull();
      }),
      { numRuns },
    );
  });
});

const samples: Readonly<Record<string, string>> = { status: "Done", priority: "High", due: "2026-11-30" };

it("docs/importing.md names statuses and columns as the readers take them", () => {
  const page = readFileSync(join(projectRoot, "docs", "importing.md"), "utf8");
  const statuses = [...page.matchAll(/^\| `([A-Z_]+)` \| ([^|]+) \|/gm)];
  expect(statuses).toHaveLength(6);
  for (const [, status, names = ""] of statuses) {
    for (const name of names.split(", ")) expect([name, findStatus(name, new Map())]).toEqual([name, status]);
  }
  const csv = page.slice(page.indexOf("### CSV")).matchAll(/^\| ([a-z]+) \| ([^|]+) \|/gm);
  const columns = [...csv].filter(([, column]) => column !== "column");
  expect(columns).toHaveLength(8);
  for (const [, column, names = ""] of columns) {
    for (const name of names.split(", ")) {
      const rest = column === "title" ? ["other", "b"] : ["title", "a"];
      const value = samples[column ?? ""] ?? "a";
      const { leftOut, faults } = readCsv(`${name},${rest[0]}\n${value},${rest[1]}`, new Map());
      expect([name, faults, leftOut.size]).toEqual([name, [], column === "title" ? 1 : 0]);
    }
  }
});

describe("decodeText", () => {
  it("decodes any bytes, or refuses them with a sentence", () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.constantFrom([], [0xff, 0xfe], [0xfe, 0xff], [0xef, 0xbb, 0xbf]),
        (bytes, mark) => {
          try {
            expect(decodeText(Uint8Array.from([...mark, ...bytes])).isWellFormed()).toBe(true);
          } catch (error) {
            expect(String(error)).toMatch(/^Error: .* Nothing was imported\.$/s);
          }
        },
      ),
      { numRuns },
    );
  });
});

/** A copy in which the chosen one of all parts is another value. */
function replacePart(root: unknown, choice: number, value: unknown): unknown {
  const paths: (string | number)[][] = [];
  const visit = (part: unknown, path: (string | number)[]) => {
    paths.push(path);
    if (typeof part !== "object" || part === null) return;
    for (const [key, inner] of Object.entries(part)) visit(inner, [...path, key]);
  };
  visit(root, []);
  const path = paths[choice % paths.length] ?? [];
  if (path.length === 0) return value;
  const copy = structuredClone(root);
  let place = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as typeof place;
  place[path.at(-1) ?? ""] = value;
  return copy;
}

import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../src/cli/import/decode-text.ts";
import { readCsv } from "../../src/cli/import/read-csv.ts";
import { priorities, statuses } from "../../web/board/design/words.ts";
import { writeCsv } from "../../web/board/find/write-csv.ts";
import { isLongRun } from "../support/long-run.ts";
import { createTask } from "./create-task.ts";

const numRuns = isLongRun ? 20_000 : 500;

const beginnings = ["", "=", "+", "-", "@", "\t", "\n", "＝", "'", "''=", '"', ";", ","];

/** Texts as the API keeps them, many of which a spreadsheet would run. */
const text = fc
  .tuple(fc.constantFrom(...beginnings), fc.string({ unit: "grapheme" }), fc.constantFrom("", "\n", " ", '"', "'"))
  .map((parts) => parts.join("").replaceAll(/[\0\r]/g, ""));
const visible = text.map((value) => `${value}x`);
const name = fc
  .tuple(text, fc.constantFrom("x", "=x", "x,y"))
  .map(([begin, end]) => `${begin}${end}`.trim().slice(0, 50));

const task = fc
  .record({
    title: visible,
    description: fc.option(text.filter((value) => value !== "")),
    status: fc.constantFrom(...statuses),
    priority: fc.constantFrom(...priorities),
    dueAt: fc.constantFrom(null, "2026-12-01T00:00:00.000Z", "2026-12-01T10:20:30.456Z"),
    labels: fc.uniqueArray(name, { maxLength: 3 }),
    email: fc.option(fc.constantFrom("ada@example.com", "=cmd@example.com")),
  })
  .map(({ labels, email, ...values }) =>
    createTask({
      ...values,
      labels: labels.map((label) => ({ id: label, name: label, color: "RED", version: 0 })),
      assignee: email === null ? null : { id: "a", name: "Ada", email },
    }),
  );

describe("writeCsv", () => {
  it("is read back by the import as it was", () => {
    fc.assert(
      fc.property(fc.array(task, { maxLength: 5 }), (written) => {
        const tasks = written.map((each, index) => ({ ...each, id: `task-${index}` }));
        const draft = readCsv(decodeText(Buffer.from(`\ufeff${writeCsv(tasks)}`)), new Map());
        expect(draft.faults).toEqual([]);
        expect(draft.leftOut.size).toBe(0);
        expect(draft.tasks.map(({ place: _, comments: __, ...read }) => read)).toEqual(
          tasks.map(({ id, title, description, status, priority, dueAt, assignee, labels }) => ({
            ...{ key: `id ${id}`, title, description, status, priority, dueAt },
            people: assignee ? [assignee.email] : [],
            labels: labels.map((label) => label.name),
          })),
        );
      }),
      { numRuns },
    );
  });

  it("has no cell that begins like a formula, and none without quotes", () => {
    fc.assert(
      fc.property(fc.array(task, { maxLength: 5 }), (tasks) => {
        const csv = writeCsv(tasks);
        const { data } = Papa.parse<string[]>(csv, { delimiter: ",", newline: "\r\n" });
        for (const cell of data.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        expect(csv).toMatch(/^(?:"(?:[^"]|"")*"(?:,|\r\n|$))*$/);
      }),
      { numRuns },
    );
  });
});

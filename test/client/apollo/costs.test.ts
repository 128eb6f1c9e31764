import { expect, it } from "vitest";
import { measureAdapter } from "./measure-adapter.ts";

it.each([
  {
    name: "rows that read fragments",
    rows: "fragments" as const,
    edit: { lists: 0, rows: 1 },
    move: { lists: 2, rows: 0 },
    missed: { lists: 5, rows: 11 },
  },
  {
    // Here the row of a list and a fragment show the edited title.
    name: "rows in lists",
    rows: "lists" as const,
    edit: { lists: 1, rows: 2 },
    move: { lists: 2, rows: 1 },
    missed: { lists: 5, rows: 511 },
  },
])(
  "a change makes Apollo Client read its own row again, and the lists it stands in, and many together each once: $name",
  async ({ rows, edit, move, missed }) => {
    expect(await measureAdapter({ rows })).toEqual({ edit, move, missed });
  },
);

import { expect, it } from "vitest";
import { measureAdapter } from "./measure-adapter.ts";

it("missed changes, and single ones, cost what they touch, with five lists and 50 fragments watched", async () => {
  const { missed, edit } = await measureAdapter({ tasks: 400, missed: 200, singles: 30 });
  expect(missed).toBeLessThan(600);
  // The development build of Apollo Client checks what production does not: the bar there is 1 ms.
  expect(edit).toBeLessThan(6);
});

it.each([
  {
    name: "rows that read fragments",
    rows: "fragments" as const,
    edit: { lists: 0, rows: 1 },
    move: { lists: 2, rows: 0 },
  },
  // Here the row of a list and a fragment show the edited title.
  { name: "rows in lists", rows: "lists" as const, edit: { lists: 1, rows: 2 }, move: { lists: 2, rows: 1 } },
])(
  "a change makes Apollo Client read its own row again, and the lists it stands in: $name",
  {
    timeout: 120_000,
  },
  async ({ rows, edit, move }) => {
    const { reads } = await measureAdapter({ tasks: 2_000, missed: 1, singles: 30, rows, counts: true });
    expect(reads).toEqual({ edit, move });
  },
);

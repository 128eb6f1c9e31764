import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Columns,
  findPlace,
  isSamePlace,
  type Place,
  placeAt,
  type Step,
  stepFrom,
  stepInList,
} from "../../web/board/board/arrange.ts";
import { statuses } from "../../web/board/design/words.ts";
import { listRange } from "../../web/board/selection/use-selection.ts";
import { createTask } from "./create-task.ts";

const steps: readonly Step[] = ["up", "down", "left", "right"];

/** Columns of few tasks, and one of them. */
const boards = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 })
  .filter((sizes) => sizes.some((size) => size > 0))
  .chain((sizes) => {
    const columns = Object.fromEntries(
      statuses.map((status, column) => [
        status,
        Array.from({ length: sizes[column] ?? 0 }, (_, index) => createTask({ id: `${status} ${index}`, status })),
      ]),
    ) as unknown as Columns;
    const ids = statuses.flatMap((status) => columns[status].map(({ id }) => id));
    return fc.record({ columns: fc.constant(columns), taskId: fc.constantFrom(...ids) });
  });

describe("a place on the board", () => {
  it("is the same again by its neighbours, wherever a task is carried", () => {
    fc.assert(
      fc.property(boards, fc.array(fc.constantFrom(...steps), { maxLength: 20 }), ({ columns, taskId }, path) => {
        const start = findPlace(columns, taskId);
        if (!start) throw new Error("It stands nowhere.");
        let place = start;
        for (const step of path) {
          place = stepFrom(columns, place, step, statuses);
          expect(place.index).toBeGreaterThanOrEqual(0);
          expect(place.index).toBeLessThanOrEqual(place.others);
          expect(placeAt(columns, taskId, place)).toEqual(place);
        }
        // Back at the top left and down again, each place of that column is reached.
        for (let count = 0; count < 30; count += 1)
          place = stepFrom(columns, place, count < 6 ? "left" : "up", statuses);
        expect(place).toMatchObject({ status: "BACKLOG", index: 0, afterTaskId: null });
      }),
    );
  });

  it("passes over collapsed columns", () => {
    fc.assert(
      fc.property(boards, fc.subarray(statuses, { minLength: 1 }), ({ columns, taskId }, open) => {
        const start = findPlace(columns, taskId);
        if (!start || !open.includes(start.status)) return;
        let place = start;
        for (let count = 0; count < 6; count += 1) place = stepFrom(columns, place, "right", open);
        expect(place.status).toBe(open.at(-1));
      }),
    );
  });

  it("is every place of the list once, by steps down from its top, and again by steps up", () => {
    fc.assert(
      fc.property(boards, ({ columns, taskId }) => {
        const others = (status: (typeof statuses)[number]) => columns[status].filter(({ id }) => id !== taskId);
        const all = statuses.flatMap((status) =>
          Array.from({ length: others(status).length + 1 }, (_, index) => ({ status, index })),
        );
        const first = others("BACKLOG")[0]?.id ?? null;
        let place = placeAt(columns, taskId, { status: "BACKLOG", afterTaskId: null, beforeTaskId: first });
        const walk = (step: Step): readonly Pick<Place, "status" | "index">[] =>
          all.map(() => {
            const { status, index } = place;
            expect(placeAt(columns, taskId, place)).toEqual(place);
            place = stepInList(columns, place, step);
            return { status, index };
          });
        expect(walk("down")).toEqual(all);
        expect(walk("up")).toEqual(all.toReversed());
      }),
    );
  });

  it("is at the column's end where its neighbours are gone", () => {
    fc.assert(
      fc.property(boards, fc.constantFrom(...statuses), ({ columns, taskId }, status) => {
        const place = placeAt(columns, taskId, { status, afterTaskId: "gone", beforeTaskId: "gone" });
        expect(place).toMatchObject({ index: place.others, beforeTaskId: null });
        expect(isSamePlace(place, placeAt(columns, taskId, { status, afterTaskId: null, beforeTaskId: null }))).toBe(
          true,
        );
      }),
    );
  });
});

it.each([
  [null, "c", ["c"]],
  ["b", "d", ["b", "c", "d"]],
  ["d", "b", ["b", "c", "d"]],
  ["gone", "b", ["b"]],
  ["b", "b", ["b"]],
] as const)("listRange: from %s to %s", (from, to, range) => {
  expect(listRange(["a", "b", "c", "d"], from, to)).toEqual(range);
});

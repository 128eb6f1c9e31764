import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import type { PersonContext } from "../../../../client/core/person/person-context.ts";
import { PersonList } from "../../../../client/core/person/person-list.ts";
import type { Outcome } from "../../../../client/core/types.ts";
import { createSteeredEnvironment, type SteeredEnvironment } from "../steered-environment.ts";

interface Item {
  readonly id: string;
}

const pageSize = 10;

let steered: SteeredEnvironment;
/** The server's list. */
let items: Item[];
/** Times of the loads of first pages. */
let loads: number[];
/** Answers of a failing server; null: it works. */
let failure: Outcome | null;
let list: PersonList<Item>;

beforeEach(() => {
  steered = createSteeredEnvironment(0);
  [items, loads, failure] = [[], [], null];
  const context: PersonContext = {
    environment: steered.environment,
    values: Promise.resolve(null),
    lockstep: { send: async (request) => answer(request), subscribe: () => () => {} },
  };
  list = new PersonList(context, { name: "list", document: "", first: pageSize, projectOf: ({ id }) => id });
});

function answer({ variables }: Parameters<PersonContext["lockstep"]["send"]>[0]): Outcome {
  const after = (variables as { readonly after: string | null }).after;
  if (after === null) loads.push(steered.environment.now());
  if (failure) return failure;
  const start = Number(after);
  const endCursor = String(start + pageSize);
  const pageInfo = { hasNextPage: start + pageSize < items.length, endCursor };
  return { kind: "data", data: { page: { nodes: items.slice(start, start + pageSize), pageInfo } } };
}

/** Lets what was begun come to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function elapse(milliseconds: number): Promise<void> {
  steered.elapse(milliseconds);
  await settle();
}

const add = () => items.push({ id: String(items.length) });

it("many changes lead to one load every 2 s, none is missed, and nobody's or a hidden list loads nothing", async () => {
  const action = fc.oneof(
    { weight: 6, arbitrary: fc.constant("change") },
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 2_500 }) },
    { weight: 1, arbitrary: fc.constantFrom("hidden", "visible", "leave", "come") },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60 }), async (actions) => {
      const isVisible = () => steered.environment.signals.isVisible();
      let leave: (() => void) | null = list.subscribe(() => {});
      await settle();
      loads = loads.slice(-1);
      for (const each of actions) {
        const before = loads.length;
        const wasSeen = leave !== null && isVisible();
        if (each === "change") {
          add();
          list.touch();
        } else if (each === "hidden") steered.signal(each);
        else if (each === "visible") {
          steered.signal(each);
          // As a person does for all its lists.
          list.touch();
        } else if (each === "leave") {
          leave?.();
          leave = null;
        } else if (each === "come") {
          // A new look loads at once.
          leave ??= list.subscribe(() => {});
          await settle();
          loads = loads.slice(-1);
          continue;
        } else await elapse(Number(each));
        await settle();
        if (!wasSeen && each !== "visible") expect(loads.length).toBe(before);
      }
      for (const [place, time] of loads.entries()) {
        if (place > 0) expect(time - (loads[place - 1] ?? 0)).toBeGreaterThanOrEqual(2_000);
      }
      if (leave && isVisible()) {
        await elapse(2_000);
        // A long list is loaded as far as it is known.
        expect(list.view.items).toEqual(items.slice(0, list.view.items?.length));
        expect(list.view.hasMore || list.view.items?.length === items.length).toBe(true);
      }
      leave?.();
      steered.signal("visible");
    }),
    { numRuns: 100 },
  );
});

it("the first of many changes loads the list at once", async () => {
  list.subscribe(() => {});
  await settle();
  await elapse(5_000);
  expect(loads).toHaveLength(1);
  for (let made = 0; made < 50; made += 1) {
    add();
    list.touch();
  }
  await settle();
  expect(loads).toHaveLength(2);
  await elapse(1_999);
  expect(loads).toHaveLength(2);
  await elapse(1);
  expect(loads).toHaveLength(3);
  await elapse(25_000);
  expect(loads).toHaveLength(3);
});

it("a list that was refused for good is tried again with the next interval", async () => {
  failure = { kind: "data", errors: [{ message: "Forbidden.", extensions: { code: "FORBIDDEN" } }], data: null };
  list.subscribe(() => {});
  await settle();
  expect(list.view).toEqual({ items: null, hasMore: false, reason: "Forbidden." });
  failure = null;
  await elapse(30_000);
  expect(list.view).toEqual({ items: [], hasMore: false, reason: null });
});

it("a load that is under way keeps the page that is loaded meanwhile", async () => {
  for (let made = 0; made < 25; made += 1) add();
  list.subscribe(() => {});
  await settle();
  const refreshed = list.refresh();
  await Promise.all([refreshed, list.more()]);
  expect(list.view.items).toHaveLength(20);
});

import { expect, it } from "vitest";
import { createProjectHandle } from "../../../../client/core/lockstep/project-handle.ts";
import { ProjectObservers } from "../../../../client/core/lockstep/project-observers.ts";

it("the same function observed twice is called for each, and ends with each", () => {
  const closed: string[] = [];
  const observers = new ProjectObservers((id) => createProjectHandle(id, () => closed.push(id)));
  observers.opened("one");
  const told: string[] = [];
  const onOpen = ({ projectId }: { readonly projectId: string }) => {
    told.push(`open ${projectId}`);
    return () => told.push(`end ${projectId}`);
  };
  const [endFirst, endSecond] = [observers.observe(onOpen), observers.observe(onOpen)];
  expect(told).toEqual(["open one", "open one"]);
  endFirst();
  endFirst();
  expect([told.at(-1), told.length, closed]).toEqual(["end one", 3, ["one"]]);
  observers.opened("two");
  expect([told.at(-1), told.length]).toEqual(["open two", 4]);
  endSecond();
  expect(told.slice(4).toSorted()).toEqual(["end one", "end two"]);
  expect(closed).toEqual(["one", "one", "two"]);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dueGroups, findDueGroups } from "../../web/board/find/due-group.ts";
import {
  createTest,
  type Filter,
  isFiltered,
  noFilter,
  readFilter,
  toggleValue,
  writeFilter,
} from "../../web/board/find/filter.ts";
import { findTasks } from "../../web/board/find/find-tasks.ts";
import { orders, sortTasks } from "../../web/board/find/sort-tasks.ts";
import { groupByDue } from "../../web/board/mine/group-by-due.ts";
import { createTask } from "./create-task.ts";

const today = "2026-11-24";
const ids = fc.uniqueArray(fc.oneof(fc.uuid(), fc.constantFrom("me", "none", "aB9")), { maxLength: 3 });

const filters: fc.Arbitrary<Filter> = fc.record({
  text: fc.string(),
  assignee: ids,
  label: ids,
  priority: fc.uniqueArray(fc.constantFrom("NONE", "LOW", "MEDIUM", "HIGH", "URGENT")),
  due: fc.uniqueArray(fc.constantFrom(...dueGroups)),
});

describe("a filter in the address", () => {
  it("is read as it was written, whatever is in it, and leaves all else there", () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const written = writeFilter(new URLSearchParams("view=list&q=old&label=old"), filter);
        const address = new URLSearchParams(written.toString());
        expect(readFilter(address)).toEqual(filter);
        expect(address.get("view")).toBe("list");
      }),
    );
  });

  it("passes over values that are none", () => {
    const address = new URLSearchParams("priority=high&priority=huge&due=tomorrow&due=week&assignee=&label=");
    expect(readFilter(address)).toEqual({ ...noFilter, priority: ["HIGH"], due: ["week"] });
  });
});

describe("createTest", () => {
  const task = createTask({
    title: "Écrire l'annonce",
    description: "Two paragraphs",
    priority: "HIGH",
    dueAt: "2026-11-20T00:00:00.000Z",
    assignee: { id: "ada", name: "Ada", email: null },
    labels: [{ id: "bug", name: "Bug", color: "RED", version: 1 }],
  });

  it.each<[text: string, filter: Partial<Filter>, isShown: boolean]>([
    ["no filter", {}, true],
    ["words of title, description and label, without case and marks", { text: "BUG ecrire para" }, true],
    ["one word that is nowhere", { text: "bug sing" }, false],
    ["white space alone", { text: "  " }, true],
    ["the viewer", { assignee: ["me"] }, true],
    ["one of several people", { assignee: ["grace", "ada"] }, true],
    ["nobody", { assignee: ["none"] }, false],
    ["its label or none", { label: ["none", "bug"] }, true],
    ["no label", { label: ["none"] }, false],
    ["a label that is gone", { label: ["gone"] }, false],
    ["another priority", { priority: ["LOW"] }, false],
    ["overdue and high", { priority: ["HIGH"], due: ["overdue"] }, true],
    ["overdue and low", { priority: ["LOW"], due: ["overdue"] }, false],
    ["due within a week", { due: ["week"] }, false],
  ])("%s", (_, filter, isShown) => {
    expect(createTest({ ...noFilter, ...filter }, "ada", today)(task)).toBe(isShown);
  });

  it("shows a task by each value that it has itself", () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const [label = "none"] = filter.label;
        const [assignee = "none"] = filter.assignee;
        const fitting = createTask({
          title: filter.text,
          priority: filter.priority[0] ?? "NONE",
          assignee: assignee === "none" ? null : { id: assignee === "me" ? "ada" : assignee, name: "", email: null },
          labels: label === "none" ? [] : [{ id: label, name: label, color: "RED", version: 1 }],
        });
        expect(createTest({ ...filter, due: [] }, "ada", today)(fitting)).toBe(true);
      }),
    );
  });
});

it.each([
  [null, "TODO", ["none"]],
  ["2026-11-23", "TODO", ["overdue"]],
  ["2026-11-23", "DONE", []],
  ["2026-11-24", "TODO", ["today", "week"]],
  ["2026-11-30", "TODO", ["week"]],
  ["2026-12-01", "TODO", ["later"]],
  ["2027-11-24", "DONE", ["later"]],
] as const)("findDueGroups: %s, %s", (day, status, groups) => {
  expect(findDueGroups({ dueAt: day && `${day}T00:00:00.000Z`, status }, today)).toEqual(groups);
});

it("toggleValue: twice is as before", () => {
  fc.assert(
    fc.property(filters, fc.uuid(), (filter, id) => {
      expect(isFiltered(toggleValue(filter, "label", id))).toBe(true);
      expect(toggleValue(toggleValue(filter, "label", id), "label", id)).toEqual(filter);
    }),
  );
});

it.each(orders)("sortTasks: keeps all tasks and the place of equal ones: %s", (order) => {
  const tasks = fc.array(
    fc.record({ priority: fc.constantFrom("LOW", "HIGH"), title: fc.constantFrom("a", "b"), dueAt: fc.constant(null) }),
  );
  fc.assert(
    fc.property(tasks, (values) => {
      const list = values.map((each, index) => createTask({ ...each, id: String(index) } as object));
      const sorted = sortTasks(list, order);
      expect(sorted.toSorted((one, other) => Number(one.id) - Number(other.id))).toEqual(list);
      expect(sortTasks(sorted, order)).toEqual(sorted);
    }),
  );
});

it("sortTasks: by due date, those without one last; by priority, the most urgent first", () => {
  const list = [
    createTask({ title: "none" }),
    createTask({ title: "late", dueAt: "2026-12-24T00:00:00.000Z", priority: "LOW" }),
    createTask({ title: "soon", dueAt: "2026-11-24T00:00:00.000Z", priority: "URGENT" }),
  ];
  const titles = (order: "due" | "priority") => sortTasks(list, order).map(({ title }) => title);
  expect(titles("due")).toEqual(["soon", "late", "none"]);
  expect(titles("priority")).toEqual(["soon", "late", "none"]);
});

it("findTasks: those whose title begins with the words come first, then titles, then other texts", () => {
  const tasks = ["Pay the press", "Dinner", "Press release"].map((title) => createTask({ title }));
  const [, dinner] = tasks;
  const others = tasks.with(1, { ...(dinner as (typeof tasks)[number]), description: "with the press" });
  expect(findTasks(others, "press", 9).map(({ title }) => title)).toEqual(["Press release", "Pay the press", "Dinner"]);
  expect(findTasks(others, "press", 1)).toHaveLength(1);
});

it("groupByDue: holds each open task once, the earliest first", () => {
  const days = fc.option(fc.constantFrom("2026-11-01", "2026-11-24", "2026-11-25", "2026-12-24", "2027-01-01"));
  const tasks = fc.array(fc.record({ day: days, status: fc.constantFrom("TODO" as const, "DONE" as const) }));
  fc.assert(
    fc.property(tasks, (values) => {
      const list = values.map(({ day, status }) => createTask({ status, dueAt: day && `${day}T00:00:00.000Z` }));
      const found = groupByDue(list, today).flatMap((group) => group.tasks);
      expect(new Set(found)).toEqual(new Set(list.filter(({ status }) => status === "TODO")));
      const dates = found.map(({ dueAt }) => dueAt ?? "9");
      expect(dates).toEqual(dates.toSorted());
    }),
  );
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findTask, tickTask } from "../../web/board/design/tasks-in-markdown.ts";

describe("findTask", () => {
  it.each([
    ["[ ] Book the room", { box: "[ ] ", isDone: false, name: "Book the room" }],
    ["[x] Book\nthe room", { box: "[x] ", isDone: true, name: "Book" }],
    ["[X] Book", { box: "[X] ", isDone: true, name: "Book" }],
    ["[] Book", null],
    ["[ ]Book", null],
    ["[ ] ", null],
    ["Book [ ] the room", null],
  ])("%j: %j", (words, task) => {
    expect(findTask(words)).toEqual(task);
  });
});

describe("tickTask", () => {
  it.each([
    ["- [ ] one\n- [ ] two", 1, true, "- [ ] one\n- [x] two"],
    ["- [X] one [ ] two", 0, false, "- [ ] one [ ] two"],
    ["> 1. [ ] one", 0, true, "> 1. [x] one"],
    ["none", 0, true, "none"],
    ["- [ ] one", 5, true, "- [ ] one"],
  ])("%j, line %i, %s: %j", (text, line, isDone, expected) => {
    expect(tickTask(text, line, isDone)).toBe(expected);
  });

  it("changes one character of one line, whatever stands around", () => {
    const around = fc.string({ unit: "binary" }).map((text) => text.replaceAll(/[\n[\]]/g, ""));
    fc.assert(
      fc.property(fc.array(around, { minLength: 1 }), fc.nat(9), (texts, at) => {
        const all = texts.map((text) => `- [ ] ${text}`);
        const ticked = tickTask(all.join("\n"), at, true).split("\n");
        expect(ticked).toEqual(all.map((text, index) => (index === at ? text.replace("[ ]", "[x]") : text)));
        expect(tickTask(ticked.join("\n"), at, false)).toBe(all.join("\n"));
      }),
    );
  });
});

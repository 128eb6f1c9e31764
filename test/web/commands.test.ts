import { describe, expect, it } from "vitest";
import { commandIds, commands, keysOf } from "../../web/board/palette/commands.ts";
import { matchesKeys, nameKeys } from "../../web/board/palette/keys.ts";

const none = { metaKey: false, ctrlKey: false, shiftKey: false, altKey: false };

describe("keys of commands", () => {
  it("belong to one command each, on every system", () => {
    const all = commandIds.flatMap((id) => keysOf(id) ?? []);
    expect(new Set(all).size).toBe(all.length);
    for (const apple of [true, false]) {
      for (const keys of all) {
        const pressed = press(keys, apple);
        expect(all.filter((each) => matchesKeys(each, pressed, apple))).toEqual([keys]);
      }
    }
  });

  it.each([
    ["Mod+K", { key: "k", metaKey: true }, true, true],
    ["Mod+K", { key: "k", ctrlKey: true }, true, false],
    ["Mod+K", { key: "k", ctrlKey: true }, false, true],
    ["Mod+K", { key: "k", ctrlKey: true, altKey: true }, false, false],
    ["C", { key: "c" }, false, true],
    ["C", { key: "C" }, false, true],
    ["C", { key: "C", shiftKey: true }, false, false],
    ["C", { key: "c", ctrlKey: true }, false, false],
    ["C", { key: "c", metaKey: true }, false, false],
    ["?", { key: "?", shiftKey: true }, false, true],
    ["/", { key: "/", shiftKey: true }, false, true],
    ["Shift+F", { key: "F", shiftKey: true }, false, true],
    ["Shift+F", { key: "f" }, false, false],
  ] as const)("%s and %j, Apple: %s", (keys, pressed, apple, isMatch) => {
    expect(matchesKeys(keys, { ...none, ...pressed }, apple)).toBe(isMatch);
  });

  it("have the names that stand on the keyboard", () => {
    expect([nameKeys("Mod+K", true), nameKeys("Mod+K", false), nameKeys("Shift+F", true)]).toEqual([
      ["⌘", "K"],
      ["Ctrl", "K"],
      ["⇧", "F"],
    ]);
  });
});

it("commands: each has a label of its own", () => {
  expect(new Set(commandIds.map((id) => commands[id].label)).size).toBe(commandIds.length);
});

function press(keys: string, apple: boolean) {
  const parts = keys.split("+");
  const isMod = parts.includes("Mod");
  const shiftKey = parts.includes("Shift");
  const last = parts.at(-1) ?? "";
  const key = shiftKey || last.length > 1 ? last : last.toLowerCase();
  return { ...none, key, shiftKey, metaKey: isMod && apple, ctrlKey: isMod && !apple };
}

import { expect, it } from "vitest";
import { isEnter, isEscape, isSend } from "../../web/board/design/keys.ts";

const plain = { keyCode: 0, ctrlKey: false, metaKey: false };

it.each([
  ["Escape", {}, "Escape"],
  ["Enter", {}, "Enter"],
  ["Enter", { ctrlKey: true }, "Enter, send"],
  ["Enter", { metaKey: true }, "Enter, send"],
  ["a", { ctrlKey: true }, ""],
  // As the browser, React and Safari tell of a key that belongs to a composition.
  ["Escape", { isComposing: true }, ""],
  ["Escape", { nativeEvent: { isComposing: true } }, ""],
  ["Escape", { keyCode: 229 }, ""],
  ["Enter", { isComposing: true, ctrlKey: true }, ""],
  ["Enter", { nativeEvent: { isComposing: true } }, ""],
  ["Enter", { keyCode: 229, metaKey: true }, ""],
])("%s with %j means: %s", (key, rest, expected) => {
  const press = { ...plain, key, ...rest };
  const meanings = [isEscape(press) && "Escape", isEnter(press) && "Enter", isSend(press) && "send"];
  expect(meanings.filter(Boolean).join(", ")).toBe(expected);
});

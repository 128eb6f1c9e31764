/** A press of a key, as the browser and React tell it. */
interface KeyPress {
  readonly key: string;
  readonly keyCode: number;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing?: boolean;
  readonly nativeEvent?: { readonly isComposing: boolean };
}

/** Safari gives this code to the key that ends a composition, and says no more of it. */
const composingKeyCode = 229;

/** Returns true for Escape outside a composition. While Japanese or Chinese is composed, Escape belongs to the text. */
export function isEscape(press: KeyPress): boolean {
  return press.key === "Escape" && !isComposing(press);
}

/** Returns true for Enter outside a composition, where it only chooses the characters. */
export function isEnter(press: KeyPress): boolean {
  return press.key === "Enter" && !isComposing(press);
}

/** Returns true for Ctrl+Enter or ⌘Enter, which sends a text of several lines. */
export function isSend(press: KeyPress): boolean {
  return isEnter(press) && (press.ctrlKey || press.metaKey);
}

function isComposing({ isComposing: composes, nativeEvent, keyCode }: KeyPress): boolean {
  return composes === true || nativeEvent?.isComposing === true || keyCode === composingKeyCode;
}

const isApple = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? "");

/** A press of a key, as the browser tells it. */
interface PressedKey {
  readonly key: string;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/**
 * Returns true when an event presses these keys: a character or a named key, perhaps after `Shift+` or `Mod+`. `Mod` is
 * ⌘ on devices of Apple, and Ctrl elsewhere. Signs such as `?` count wherever the keyboard has them.
 */
export function matchesKeys(keys: string, pressed: PressedKey, apple = isApple): boolean {
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  const isMod = parts.includes("Mod");
  const mod = apple ? pressed.metaKey : pressed.ctrlKey;
  const otherMod = apple ? pressed.ctrlKey : pressed.metaKey;
  if (mod !== isMod || otherMod || pressed.altKey) return false;
  const isLetter = /^[A-Z]$/.test(key);
  if (isLetter && pressed.shiftKey !== parts.includes("Shift")) return false;
  return pressed.key.toUpperCase() === key.toUpperCase();
}

/** Returns true for a single character, which people also type and speech input says. */
export function areBare(keys: string): boolean {
  return keys.replace("Shift+", "").length === 1;
}

/** Returns the names of keys as they are written on the keyboard. */
export function nameKeys(keys: string, apple = isApple): readonly string[] {
  return keys.split("+").map((part) => {
    if (part === "Mod") return apple ? "⌘" : "Ctrl";
    return part === "Shift" && apple ? "⇧" : part;
  });
}

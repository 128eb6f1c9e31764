import { areBare } from "./keys.ts";

/** Parts that have keys of their own. */
const parts = "dialog, [popover], [role=menu], [role=listbox]";
const fields = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]";

/**
 * Returns true where keys are a command: not in a dialog or menu. Bare ones are not while somebody types, or when the
 * person has switched them off. From a field only the keys of the search are taken.
 */
export function isHearing(keys: string, target: EventTarget | null): boolean {
  const element = target instanceof Element ? target : null;
  if (element?.closest(parts)) return false;
  if (keys !== "Mod+K" && element?.closest(fields)) return false;
  return !areBare(keys) || keys === "?" || areBareKeysOn();
}

const name = "bare-keys";

/** Shortcuts of a single key are on unless the person has switched them off on this device. */
export function areBareKeysOn(): boolean {
  try {
    return localStorage.getItem(name) !== "off";
  } catch {
    return true;
  }
}

export function switchBareKeys(isOn: boolean): void {
  try {
    if (isOn) localStorage.removeItem(name);
    else localStorage.setItem(name, "off");
  } catch {
    // Then they stay on.
  }
}

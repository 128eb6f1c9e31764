import { type FocusEvent, type RefObject, useState } from "react";

/** The task of a list that has the focus, which stays drawn; null: none has. */
export function useFocusedTask(list: RefObject<HTMLElement | null>) {
  const [focused, setFocused] = useState<string | null>(null);

  function onFocus({ target }: FocusEvent): void {
    setFocused(target.closest<HTMLElement>("[data-task]")?.dataset["task"] ?? null);
  }

  /** A card that gives the focus to its neighbour stays until that has it. */
  function onBlur({ relatedTarget }: FocusEvent): void {
    if (!list.current?.contains(relatedTarget)) setFocused(null);
  }

  return { focused, handlers: { onFocus, onBlur } };
}

import { useEffect, useRef } from "react";
import type { FocusedPart } from "./card-actions.ts";

/** A task to go to, and its part that takes the focus. */
export interface Revealed {
  readonly taskId: string;
  readonly focus: FocusedPart | undefined;
}

/**
 * Goes to the task that is asked for once it is there, and gives it the focus where that is wanted. Not along with it
 * when it moves.
 */
export function useReveal(
  list: { readonly current: HTMLElement | null },
  items: readonly { readonly id: string }[],
  revealed: Revealed | null,
  scrollTo: (index: number) => void,
): void {
  const place = revealed ? items.findIndex(({ id }) => id === revealed.taskId) : -1;
  const isThere = place >= 0;
  const now = useRef({ place, scrollTo });
  now.current = { place, scrollTo };
  const done = useRef<Revealed | null>(null);
  useEffect(() => {
    if (!isThere || !revealed || done.current === revealed) return;
    done.current = revealed;
    list.current?.closest("section")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    now.current.scrollTo(now.current.place);
    const card = list.current?.querySelector(`[data-task="${revealed.taskId}"]`);
    const part = revealed.focus === "handle" ? "[data-handle]" : "a";
    if (revealed.focus) card?.querySelector<HTMLElement>(part)?.focus({ preventScroll: true });
  }, [list, revealed, isThere]);
}

import { defaultRangeExtractor, type Range, useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback } from "react";
import type { Task } from "../../../client/core/lockstep/index.ts";

/** Height of a card until it is measured, in pixels. */
const usualHeight = 66;

/** Space between two cards, in pixels; the style sheet has the same. */
const gap = 8;

/** Cards that are drawn beyond either edge of a column. */
const beyond = 4;

/** A card that is drawn. */
export interface VisibleCard {
  readonly task: Task;
  readonly index: number;
  /** Height of the cards above it that are not drawn, in pixels. */
  readonly space: number;
}

export interface VisibleCards {
  readonly cards: readonly VisibleCard[];
  /** Height of those below the last one that are not drawn, in pixels. */
  readonly spaceBelow: number;
  /** Measures a card, whose `data-index` is its index. */
  readonly measure: (element: Element | null) => void;
  readonly scrollTo: Virtualizer<HTMLElement, Element>["scrollToIndex"];
}

/** The cards of a column that are near the screen, and those that must stay, with their neighbours. */
export function useVisibleCards(
  tasks: readonly Task[],
  list: RefObject<HTMLElement | null>,
  kept: ReadonlySet<string>,
): VisibleCards {
  const virtualizer = useVirtualizer<HTMLElement, Element>({
    count: tasks.length,
    getScrollElement: () => list.current,
    initialRect: { width: 0, height: window.innerHeight },
    estimateSize: () => usualHeight,
    getItemKey: useCallback((index: number) => tasks[index]?.id ?? index, [tasks]),
    gap,
    overscan: beyond,
    rangeExtractor(range: Range) {
      const near = defaultRangeExtractor(range);
      const places = [...kept].map((id) => tasks.findIndex((task) => task.id === id)).filter((index) => index >= 0);
      if (places.length === 0) return near;
      // With the neighbours, where the keyboard leads.
      const far = places.flatMap((index) => [index - 1, index, index + 1]).filter((index) => index in tasks);
      return [...new Set([...near, ...far])].sort((one, other) => one - other);
    },
  });
  let last = 0;
  const cards = virtualizer.getVirtualItems().flatMap(({ index, start, end }): VisibleCard[] => {
    const task = tasks[index];
    // A gap stands before and behind the space.
    const space = last === 0 ? start - gap : start - last - 2 * gap;
    last = end;
    return task ? [{ task, index, space: Math.max(space, 0) }] : [];
  });
  return {
    cards,
    spaceBelow: Math.max(virtualizer.getTotalSize() - last - gap, 0),
    measure: virtualizer.measureElement,
    scrollTo: virtualizer.scrollToIndex,
  };
}

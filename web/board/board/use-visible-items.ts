import {
  defaultRangeExtractor,
  measureElement,
  type Range,
  useVirtualizer,
  type Virtualizer,
} from "@tanstack/react-virtual";
import { type RefObject, useCallback } from "react";

/** Items that are drawn beyond either edge of a list. */
const beyond = 4;

/** An item that is drawn, such as a card. */
export interface VisibleItem<Item> {
  readonly item: Item;
  readonly index: number;
  /** Height of the items above it that are not drawn, in pixels. */
  readonly space: number;
}

interface ItemSizes {
  /** Height of an item until it is measured, in pixels. */
  readonly usualHeight: number;
  /** Space between two items, in pixels; the style sheet has the same. */
  readonly gap: number;
}

export interface VisibleItems<Item> {
  readonly visible: readonly VisibleItem<Item>[];
  /** Height of those below the last one that are not drawn, in pixels. */
  readonly spaceBelow: number;
  /**
   * Measures the content of an item, whose `data-index` is its index. Its parent, the item, is held at that height, so
   * that a change within is laid out without the items around it.
   */
  readonly measure: (element: Element | null) => void;
  readonly scrollTo: Virtualizer<HTMLElement, Element>["scrollToIndex"];
}

/** The items of a list that are near the screen, and those that must stay, with their neighbours. */
export function useVisibleItems<Item extends { readonly id: string }>(
  items: readonly Item[],
  list: RefObject<HTMLElement | null>,
  kept: ReadonlySet<string>,
  { usualHeight, gap }: ItemSizes,
): VisibleItems<Item> {
  const virtualizer = useVirtualizer<HTMLElement, Element>({
    count: items.length,
    getScrollElement: () => list.current,
    initialRect: { width: 0, height: window.innerHeight },
    estimateSize: () => usualHeight,
    getItemKey: useCallback((index: number) => items[index]?.id ?? index, [items]),
    gap,
    measureElement(content, entry, instance) {
      const measured = entry?.borderBoxSize[0]?.blockSize;
      // Nothing is written where a first measurement reads: each of them would lay the list out anew.
      if (measured === undefined) return measureElement(content, entry, instance);
      // Whole pixels: the next item would cover a part of this one's lower edge.
      const height = Math.ceil(measured);
      hold(content.parentElement, height);
      return height;
    },
    overscan: beyond,
    rangeExtractor(range: Range) {
      const near = defaultRangeExtractor(range);
      const places = [...kept].map((id) => items.findIndex((item) => item.id === id)).filter((index) => index >= 0);
      if (places.length === 0) return near;
      // With the neighbours, where the keyboard leads.
      const far = places.flatMap((index) => [index - 1, index, index + 1]).filter((index) => index in items);
      return [...new Set([...near, ...far])].sort((one, other) => one - other);
    },
  });
  let last = 0;
  const visible = virtualizer.getVirtualItems().flatMap(({ index, start, end }): VisibleItem<Item>[] => {
    const item = items[index];
    // A gap stands before and behind the space.
    const space = last === 0 ? start - gap : start - last - 2 * gap;
    last = end;
    return item ? [{ item, index, space: Math.max(space, 0) }] : [];
  });
  return {
    visible,
    spaceBelow: Math.max(virtualizer.getTotalSize() - last - gap, 0),
    measure: virtualizer.measureElement,
    scrollTo: virtualizer.scrollToIndex,
  };
}

function hold(item: HTMLElement | null, height: number): void {
  if (item) Object.assign(item.style, { height: `${height}px`, contain: "size layout style" });
}

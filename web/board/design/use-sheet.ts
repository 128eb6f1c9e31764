import { type RefObject, useEffect, useEffectEvent } from "react";
import { phone, useMedia } from "./use-media.ts";
import { usePullDown } from "./use-pull-down.ts";

/** Parts that may stand above a sheet. */
const others = "dialog, [popover], a, button";

/**
 * On a phone a panel is a sheet. The page below it is not reachable. A tap there closes the sheet, and so does pulling
 * it down.
 */
export function useSheet(panel: RefObject<HTMLElement | null>, close: () => void): void {
  const isPhone = useMedia(phone);
  usePullDown(panel, close);
  const onClose = useEffectEvent(close);
  useEffect(() => {
    const sheet = panel.current;
    if (!isPhone || !sheet) return;
    const ending = new AbortController();
    const { signal } = ending;
    const below = [...document.querySelectorAll<HTMLElement>("main, header")].filter((each) => !sheet.contains(each));
    for (const each of below) each.inert = true;
    // An inert element leaves a tap to the element around it.
    const onTap = (event: Event) => {
      const { target } = event;
      // The path stays as it was where the tap took its target away.
      const isBeside = target instanceof Element && !event.composedPath().includes(sheet);
      if (isBeside && !target.closest(others)) onClose();
    };
    document.addEventListener("click", onTap, { signal });
    return () => {
      ending.abort();
      for (const each of below) each.inert = false;
    };
  }, [isPhone, panel]);
}

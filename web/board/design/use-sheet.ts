import { type RefObject, useEffect, useEffectEvent } from "react";
import { phone, useMedia } from "./use-media.ts";

/** Parts that may stand above a sheet. */
const others = "dialog, [popover], a, button";

/** Pixels that a finger pulls a sheet down to close it. */
const closingDistance = 96;

/**
 * On a phone a panel is a sheet. The page below it is not reachable. A tap there closes the sheet, and so does pulling
 * its header down.
 */
export function useSheet(panel: RefObject<HTMLElement | null>, close: () => void): void {
  const isPhone = useMedia(phone);
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
    followFinger(sheet, signal, () => onClose());
    return () => {
      ending.abort();
      for (const each of below) each.inert = false;
    };
  }, [isPhone, panel]);
}

function followFinger(sheet: HTMLElement, signal: AbortSignal, close: () => void): void {
  const header = sheet.querySelector("header");
  let start: { readonly pointerId: number; readonly y: number } | null = null;
  const onDown = ({ pointerId, pointerType, clientY }: PointerEvent) => {
    if (pointerType === "touch") start = { pointerId, y: clientY };
  };
  const distanceOf = ({ clientY }: PointerEvent) => Math.max(clientY - (start?.y ?? clientY), 0);
  const onMove = (event: PointerEvent) => {
    if (event.pointerId === start?.pointerId) sheet.style.translate = `0 ${distanceOf(event)}px`;
  };
  const onEnd = (event: PointerEvent) => {
    if (event.pointerId !== start?.pointerId) return;
    const isPulled = event.type === "pointerup" && distanceOf(event) > closingDistance;
    start = null;
    sheet.style.translate = "";
    if (isPulled) close();
  };
  header?.addEventListener("pointerdown", onDown, { signal });
  addEventListener("pointermove", onMove, { signal });
  addEventListener("pointerup", onEnd, { signal });
  addEventListener("pointercancel", onEnd, { signal });
}

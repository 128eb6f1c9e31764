import { type RefObject, useEffect, useEffectEvent } from "react";
import { phone, useMedia } from "./use-media.ts";

/** Pixels that a finger pulls a sheet down to close it. */
const closingDistance = 96;

/** On a phone a finger pulls a sheet down by the part of it with `data-grip`, which closes it. */
export function usePullDown(panel: RefObject<HTMLElement | null>, close: () => void): void {
  const isPhone = useMedia(phone);
  const onClose = useEffectEvent(close);
  useEffect(() => {
    const sheet = panel.current;
    if (!isPhone || !sheet) return;
    const ending = new AbortController();
    followFinger(sheet, ending.signal, () => onClose());
    return () => ending.abort();
  }, [isPhone, panel]);
}

function followFinger(sheet: HTMLElement, signal: AbortSignal, close: () => void): void {
  let start: { readonly pointerId: number; readonly y: number } | null = null;
  const onDown = ({ target, pointerId, pointerType, clientY }: PointerEvent) => {
    const isAtGrip = target instanceof Element && target.closest("[data-grip]") !== null;
    if (isAtGrip && pointerType === "touch") start = { pointerId, y: clientY };
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
  sheet.addEventListener("pointerdown", onDown, { signal });
  addEventListener("pointermove", onMove, { signal });
  addEventListener("pointerup", onEnd, { signal });
  addEventListener("pointercancel", onEnd, { signal });
}

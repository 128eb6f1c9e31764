import { type FocusEvent, useEffect, useEffectEvent, useState } from "react";

/** Milliseconds for which a note stays: long enough to read it twice and to reach its button. */
const lifetime = 12_000;

/**
 * Lets a note go by itself. Its time stands still, and begins anew, while it is pointed at, has the focus, or the page
 * is hidden. Returns the handlers of its element.
 */
export function useExpiry(onExpire: () => void) {
  const [isPointedAt, setIsPointedAt] = useState(false);
  const [hasFocus, setHasFocus] = useState(false);
  const isHeld = isPointedAt || hasFocus;
  const expire = useEffectEvent(onExpire);
  useEffect(() => {
    if (isHeld) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const begin = () => {
      clearTimeout(timer);
      if (document.visibilityState === "visible") timer = setTimeout(() => expire(), lifetime);
    };
    begin();
    document.addEventListener("visibilitychange", begin);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", begin);
    };
  }, [isHeld]);
  return {
    onPointerEnter: () => setIsPointedAt(true),
    onPointerLeave: () => setIsPointedAt(false),
    onFocus: () => setHasFocus(true),
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => setHasFocus(currentTarget.contains(relatedTarget)),
  };
}

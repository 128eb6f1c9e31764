import { useEffect, useEffectEvent } from "react";

/** Calls when the visitor returns to the page, for what is told by no event. */
export function useOnReturn(callback: () => Promise<unknown>): void {
  const onVisible = useEffectEvent(() => {
    // A failure changes nothing: the shown data was true a moment ago.
    if (document.visibilityState === "visible") callback().catch(() => {});
  });
  useEffect(() => {
    const onReturn = () => onVisible();
    document.addEventListener("visibilitychange", onReturn);
    addEventListener("focus", onReturn);
    return () => {
      document.removeEventListener("visibilitychange", onReturn);
      removeEventListener("focus", onReturn);
    };
  }, []);
}

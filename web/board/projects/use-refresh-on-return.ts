import { useEffect } from "react";

/** Asks again when the visitor returns to the page, for data without events. */
export function useRefreshOnReturn(refresh: () => Promise<unknown>): void {
  useEffect(() => {
    // A failure changes nothing: the shown data was true a moment ago.
    const onReturn = () => {
      if (document.visibilityState === "visible") refresh().catch(() => {});
    };
    document.addEventListener("visibilitychange", onReturn);
    addEventListener("focus", onReturn);
    return () => {
      document.removeEventListener("visibilitychange", onReturn);
      removeEventListener("focus", onReturn);
    };
  }, [refresh]);
}

import { useEffect } from "react";

/** Asks again when the visitor comes back to the page: for what nothing tells of by itself. */
export function useRefreshOnReturn(refresh: () => Promise<unknown>): void {
  useEffect(() => {
    // What fails changes nothing: what is shown was true a moment ago.
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

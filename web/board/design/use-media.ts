import { useCallback, useSyncExternalStore } from "react";

/** Screens on which a panel covers the board and one column fills the width. The style sheets have the same. */
export const phone = "(max-width: 47.99rem)";

/** Returns true while a media query matches. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

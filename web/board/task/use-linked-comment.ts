import { useEffect } from "react";
import { useLocation } from "react-router";

/** Leads to the item that the address names, once it is shown. */
export function useLinkedComment(isLoaded: boolean): void {
  const { hash, key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: The same link leads there again.
  useEffect(() => {
    if (!isLoaded || hash === "") return;
    const item = document.getElementById(hash.slice(1));
    item?.scrollIntoView({ block: "center" });
    item?.focus({ preventScroll: true });
  }, [isLoaded, hash, key]);
}

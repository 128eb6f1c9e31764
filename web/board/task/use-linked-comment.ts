import { useEffect } from "react";
import { useLocation } from "react-router";
import type { Comment } from "../../../client/core/lockstep/index.ts";
import { focusIdOf } from "../undo/focus-restored.tsx";

/**
 * Leads to the comment that the address names, once the comments are loaded. Returns the id of an element that stands
 * for it where it is not among them; null where nothing does.
 */
export function useLinkedComment(comments: readonly Comment[] | null): string | null {
  const { hash, key } = useLocation();
  const linked = hash.slice(1);
  const isLoaded = comments !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: The same link leads there again.
  useEffect(() => {
    if (!isLoaded || linked === "") return;
    const item = document.getElementById(linked);
    item?.scrollIntoView({ block: "center" });
    item?.focus({ preventScroll: true });
  }, [isLoaded, linked, key]);
  const isMissing = linked.startsWith(focusIdOf("")) && comments?.every(({ id }) => focusIdOf(id) !== linked);
  return isMissing ? linked : null;
}

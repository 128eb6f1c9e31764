import { useEffect, useRef } from "react";
import styles from "./slot.module.css";
import type { Held } from "./use-carry.ts";

/** Where a held card would be dropped. */
export function Slot({ held: { height, isByKeyboard } }: { readonly held: Held }) {
  const slot = useRef<HTMLLIElement>(null);
  // A pointer scrolls by itself, at the edges.
  useEffect(() => {
    if (isByKeyboard) slot.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isByKeyboard]);
  return <li ref={slot} aria-hidden="true" className={styles.slot} style={{ height }} />;
}

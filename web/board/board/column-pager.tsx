import { type RefObject, useEffect, useState } from "react";
import { StatusGlyph } from "../design/status-glyph.tsx";
import { phone, useMedia } from "../design/use-media.ts";
import { statuses, statusNames } from "../design/words.ts";
import styles from "./column-pager.module.css";

/** On a phone: shows which column is on the screen, and leads to the others. */
export function ColumnPager({ board }: { readonly board: RefObject<HTMLElement | null> }) {
  return useMedia(phone) ? <Pager board={board} /> : null;
}

function Pager({ board }: { readonly board: RefObject<HTMLElement | null> }) {
  const current = useColumnOnScreen(board);

  function goTo(status: string): void {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const column = board.current?.querySelector(`section[data-status="${status}"]`);
    column?.scrollIntoView({ block: "nearest", inline: "center", behavior: isCalm ? "instant" : "smooth" });
  }

  return (
    <nav className={styles.pager} aria-label="Columns">
      {statuses.map((status) => (
        <button
          key={status}
          type="button"
          className={styles.page}
          aria-label={`Go to ${statusNames[status]}`}
          aria-current={status === current}
          onClick={() => goTo(status)}
        >
          <StatusGlyph status={status} />
          {status === current && <span className={styles.name}>{statusNames[status]}</span>}
        </button>
      ))}
    </nav>
  );
}

/** Status of the column of which most is seen; null before that is known. */
function useColumnOnScreen(board: RefObject<HTMLElement | null>): string | null {
  const [current, setCurrent] = useState<string | null>(null);
  useEffect(() => {
    const root = board.current;
    if (!root) return;
    const seen = new Map<string, number>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, intersectionRect } of entries) {
          seen.set((target as HTMLElement).dataset["status"] ?? "", intersectionRect.width);
        }
        const [most] = [...seen].sort(([, one], [, other]) => other - one);
        if (most) setCurrent(most[0]);
      },
      { root, threshold: [0, 0.25, 0.5, 0.75, 1] },
    );
    for (const column of root.querySelectorAll("section[data-status]")) observer.observe(column);
    return () => observer.disconnect();
  }, [board]);
  return current;
}

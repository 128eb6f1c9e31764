import { type RefObject, useEffect, useLayoutEffect, useState } from "react";
import { StatusGlyph } from "../design/status-glyph.tsx";
import { phone, useMedia } from "../design/use-media.ts";
import { statuses, statusNames } from "../design/words.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import styles from "./column-pager.module.css";

interface ColumnPagerProps {
  readonly board: RefObject<HTMLElement | null>;
  /** Column at which the board opens; undefined: the first one. */
  readonly first: TaskStatus | undefined;
}

/** On a phone: shows which column is on the screen, and leads to the others. */
export function ColumnPager(props: ColumnPagerProps) {
  return useMedia(phone) ? <Pager {...props} /> : null;
}

function Pager({ board, first }: ColumnPagerProps) {
  const current = useColumnOnScreen(board);
  // biome-ignore lint/correctness/useExhaustiveDependencies: Afterwards the person decides.
  useLayoutEffect(() => {
    if (first) findColumn(first)?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
  }, []);

  function findColumn(status: TaskStatus): Element | null | undefined {
    return board.current?.querySelector(`section[data-status="${status}"]`);
  }

  function goTo(status: TaskStatus): void {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    findColumn(status)?.scrollIntoView({ block: "nearest", inline: "center", behavior: isCalm ? "instant" : "smooth" });
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

import { Skeleton } from "../design/skeleton.tsx";
import { StatusGlyph } from "../design/status-glyph.tsx";
import { statuses, statusNames } from "../design/words.ts";
import styles from "./board.module.css";
import columnStyles from "./column.module.css";

/** Holds the board's place while it loads. */
export function BoardSkeleton() {
  return (
    <main className={`${styles.board} ${styles.waiting}`} aria-busy="true" aria-label="Loading">
      {statuses.map((status, index) => (
        <div key={status} className={columnStyles.column}>
          <div className={columnStyles.header}>
            <StatusGlyph status={status} />
            <span className={columnStyles.name}>{statusNames[status]}</span>
          </div>
          <div className={columnStyles.list}>
            {Array.from({ length: 3 - (index % 3) }, (_, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and stay where they are.
              <Skeleton key={place} height="4rem" />
            ))}
          </div>
          <div className={columnStyles.footer} />
        </div>
      ))}
    </main>
  );
}

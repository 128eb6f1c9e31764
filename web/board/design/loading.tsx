import { Logo } from "./logo.tsx";
import styles from "./page-header.module.css";
import { Skeleton } from "./skeleton.tsx";

/** Holds a page's place until it is known whose it is. */
export function Loading() {
  return (
    <main aria-busy="true" aria-label="Loading">
      <div className={styles.header}>
        <Logo />
        <div className={styles.title}>
          <Skeleton width="9rem" height="1.25rem" />
        </div>
      </div>
    </main>
  );
}

import styles from "./skeleton.module.css";

/** Holds the place of what is on its way. */
export function Skeleton({ width = "100%", height }: { readonly width?: string; readonly height: string }) {
  return <span aria-hidden="true" className={styles.skeleton} style={{ width, height }} />;
}

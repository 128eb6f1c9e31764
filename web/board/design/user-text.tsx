import styles from "./user-text.module.css";

/**
 * Words that people wrote, within a line of the page. Their direction, and characters that override it, end with them;
 * a word without a place to break is broken.
 */
export function UserText({ children }: { readonly children: string }) {
  return <bdi className={styles.text}>{children}</bdi>;
}

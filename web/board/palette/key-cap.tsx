import styles from "./key-cap.module.css";
import { nameKeys } from "./keys.ts";

/** Keys of a shortcut, such as Ctrl K. */
export function KeyCaps({ keys }: { readonly keys: string }) {
  return (
    <span className={styles.keys}>
      {nameKeys(keys).map((name) => (
        <kbd key={name} className={styles.key}>
          {name}
        </kbd>
      ))}
    </span>
  );
}

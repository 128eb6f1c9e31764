import type { ReactNode } from "react";
import { Link } from "react-router";
import { Logo } from "./logo.tsx";
import styles from "./message.module.css";
import { usePageTitle } from "./use-page-title.ts";

interface MessageProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  /** Further content, after the action. */
  readonly below?: ReactNode;
}

/** A page that has nothing but something to say. */
export function Message({ title, children, action, below }: MessageProps) {
  usePageTitle(title);
  return (
    <>
      <header className={styles.header}>
        <Link to="/" className={styles.brand}>
          <Logo /> Lockstep
        </Link>
      </header>
      <main className={styles.message}>
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.text} role="status">
          {children}
        </p>
        {action}
        {below}
      </main>
    </>
  );
}

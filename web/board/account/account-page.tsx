import type { ReactNode } from "react";
import { Logo } from "../design/logo.tsx";
import { usePageTitle } from "../design/use-page-title.ts";
import styles from "./account-page.module.css";

interface AccountPageProps {
  readonly title: string;
  /** What the visitor should know first; nothing is shown without. */
  readonly notice?: string | null;
  readonly children: ReactNode;
}

/** What all pages have in common for who is not signed in. */
export function AccountPage({ title, notice = null, children }: AccountPageProps) {
  usePageTitle(title);
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <p className={styles.brand}>
          <Logo /> Lockstep
        </p>
        <h1 className={styles.title}>{title}</h1>
        {notice !== null && (
          <p className={styles.notice} role="status">
            {notice}
          </p>
        )}
        {children}
      </div>
    </main>
  );
}

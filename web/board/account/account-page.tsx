import type { ReactNode } from "react";
import { Logo } from "../design/logo.tsx";
import { usePageTitle } from "../design/use-page-title.ts";
import styles from "./account-page.module.css";

interface AccountPageProps {
  readonly title: string;
  /** Note above the form; absent: none. */
  readonly notice?: string | null;
  readonly children: ReactNode;
}

/** Frame of all pages for visitors who are not signed in. */
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

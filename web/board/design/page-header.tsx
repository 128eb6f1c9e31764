import type { ReactNode } from "react";
import { Link } from "react-router";
import { Logo } from "./logo.tsx";
import styles from "./page-header.module.css";

export function PageHeader({ title, children }: { readonly title: ReactNode; readonly children: ReactNode }) {
  return (
    <header className={styles.header}>
      <Link to="/" className={styles.home} aria-label="All projects" title="All projects">
        <Logo />
      </Link>
      <h1 className={styles.title}>{title}</h1>
      <div className={styles.rest}>{children}</div>
    </header>
  );
}

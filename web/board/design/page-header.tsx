import type { ReactNode } from "react";
import { Link } from "react-router";
import { AccountMenu } from "../account/account-menu.tsx";
import { OnDemandInbox } from "../inbox/on-demand-inbox.tsx";
import { Icon } from "./icon.tsx";
import { Logo } from "./logo.tsx";
import styles from "./page-header.module.css";

interface PageHeaderProps {
  readonly title: ReactNode;
  /** Shows a link to the projects. */
  readonly isBelowProjects?: boolean;
  /** A control that belongs to the title. */
  readonly besideTitle?: ReactNode;
  readonly children?: ReactNode;
}

/** At the top of each page for who is signed in: where one is, and who. */
export function PageHeader({ title, isBelowProjects = false, besideTitle, children }: PageHeaderProps) {
  return (
    <header className={styles.header}>
      {isBelowProjects ? (
        <Link to="/" className={styles.back} aria-label="All projects">
          <Icon name="back" size={14} />
          <Logo />
          <span className={styles.backLabel}>Projects</span>
        </Link>
      ) : (
        <Logo />
      )}
      <h1 className={styles.title} dir="auto">
        {title}
      </h1>
      {besideTitle}
      <div className={styles.rest}>
        {children}
        <OnDemandInbox />
        <AccountMenu />
      </div>
    </header>
  );
}

import type { ReactNode } from "react";
import { Link } from "react-router";
import styles from "./markdown.module.css";

/**
 * A link of a text. A mention is a name that stands out. One to a project opens in its place; another page opens
 * beside, and learns nothing of this one.
 */
export function MarkdownLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  if (/^user:/i.test(href)) return <span className={styles.mention}>{children}</span>;
  const { origin, pathname, search, hash } = new URL(href, location.href);
  if (origin === location.origin && pathname.startsWith("/projects/")) {
    return <Link to={pathname + search + hash}>{children}</Link>;
  }
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
      {children}
    </a>
  );
}

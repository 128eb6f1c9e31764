import type { ReactNode } from "react";
import { Link } from "react-router";
import { Mention } from "../mentions/mention.tsx";

/**
 * A link of a text. One to a person is a mention. One to a project opens in its place; another page opens beside, and
 * learns nothing of this one.
 */
export function MarkdownLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  const [, userId] = /^user:(.+)$/i.exec(href) ?? [];
  if (userId !== undefined) return <Mention userId={userId.toLowerCase()}>{children}</Mention>;
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

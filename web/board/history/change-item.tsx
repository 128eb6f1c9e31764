import type { ReactNode } from "react";
import { Avatar } from "../design/avatar.tsx";
import { formatTime } from "../design/format-time.ts";
import { UserText } from "../design/user-text.tsx";
import styles from "./change-item.module.css";
import { describeChange } from "./describe-change.tsx";
import type { Earlier } from "./find-earlier.ts";
import type { ShownChange } from "./use-history.ts";

interface ChangeItemProps {
  readonly change: ShownChange;
  readonly earlier: Earlier | undefined;
  readonly titleOf: (taskId: string) => string | undefined;
  readonly name?: (title: string | undefined) => ReactNode;
  /** Also says from where, to those who manage the project (default false). */
  readonly hasOrigin?: boolean;
  /** Stands below it. */
  readonly children?: ReactNode;
}

/** Says who changed what, and when. */
export function ChangeItem({ change, earlier, titleOf, name, hasOrigin = false, children }: ChangeItemProps) {
  return (
    <div className={styles.item}>
      <Avatar user={change.actor} named={false} />
      <div className={styles.text}>
        <p>
          <span className={styles.actor}>
            <UserText>{change.actor.name}</UserText>
          </span>{" "}
          <span>{describeChange(change, titleOf, name, earlier)}</span>
          <span className={styles.circumstances}>
            <time dateTime={change.at}>{formatTime(change.at)}</time>
            {hasOrigin && <Origin change={change} />}
          </span>
        </p>
        {children}
      </div>
    </div>
  );
}

/** Access token and address that a change came from; those who do not manage the project are not told. */
function Origin({ change }: { readonly change: ShownChange }) {
  if (!("origin" in change) || !change.origin) return null;
  const { address, userAgent, accessToken } = change.origin;
  return (
    <>
      {accessToken && (
        <span>
          {" "}
          by the token <UserText>{accessToken.name}</UserText>
        </span>
      )}
      {address && <span title={userAgent ?? undefined}> from {address}</span>}
    </>
  );
}

import { Link } from "react-router";
import { Button } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { usePanelLink } from "../design/use-panel-address.ts";
import type { SeenUntil } from "../history/history-panel.tsx";
import styles from "./connection-line.module.css";
import { type MissedChanges, useMissedChanges } from "./use-missed-changes.ts";

interface SinceYouLeftProps {
  readonly projectId: string;
  readonly userId: string;
  readonly path: string;
  readonly isLive: boolean;
}

/** Tells after an absence how much others did, and leads to it. A screen reader reads it out. */
export function SinceYouLeft({ projectId, userId, path, isLive }: SinceYouLeftProps) {
  const [missed, dismiss] = useMissedChanges(projectId, userId, isLive);
  const { to, state, ...way } = usePanelLink(path)("history");
  const seen: SeenUntil = { seenUntil: missed?.since ?? 0 };
  return (
    <div role="status" className={`${styles.line} ${styles.news}`}>
      {missed && (
        <>
          <Link {...way} to={to} state={{ ...state, ...seen }} onClick={dismiss}>
            {describe(missed)}
          </Link>
          <Button look="quiet" small square aria-label="Dismiss" onClick={dismiss}>
            <Icon name="close" size={12} />
          </Button>
        </>
      )}
    </div>
  );
}

function describe({ count, hasMore }: MissedChanges): string {
  if (hasMore) return `More than ${count} changes since you left`;
  return count === 1 ? "1 change since you left" : `${count} changes since you left`;
}

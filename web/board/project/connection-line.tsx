import type { ReactNode } from "react";
import { Link } from "react-router";
import type { FollowState, Holdup } from "../../../client/core/lockstep/index.ts";
import { useConnection, useOutbox } from "../../../client/react/index.ts";
import { formatClock } from "../design/format-time.ts";
import { useLate } from "../design/use-late.ts";
import { describeKitReason } from "../requests/describe-outcome.ts";
import styles from "./connection-line.module.css";

/** A loss that is over so soon is not worth a word, in milliseconds. */
const hiccup = 1_000;

interface ConnectionLineProps {
  readonly projectId: string;
  readonly path: string;
  readonly isUnreachable: boolean;
  /** Undefined once the project has ended. */
  readonly stream: FollowState | undefined;
  /** There are more tasks than the board shows. */
  readonly isPartial: boolean;
  /** Further lines. */
  readonly children: ReactNode;
}

/** Tells of own changes that are not saved, and of changes of others that do not come; nothing otherwise. */
export function ConnectionLine(props: ConnectionLineProps) {
  const { projectId, path, isUnreachable, stream, isPartial, children } = props;
  const connection = useConnection();
  const { pending, failed, conflicts, durability, holdup } = useOutbox(projectId);
  const isOffline = useLate(connection.status === "offline", hiccup);
  const isWaiting = useLate(stream?.kind === "waiting", hiccup);
  const isStillPartial = useLate(isPartial, hiccup);
  const isFollowed = stream?.kind === "following";
  const isHeldUp = useLate(pending.length > 0, hiccup);
  const unsaved = failed.length + conflicts.length;
  const why = holdup(projectId);
  // A change that waits for storage alone stands there already, in another form.
  const isInMemoryOnly = durability === "memory" && why?.kind !== "storage";
  return (
    <div className={styles.place}>
      <p className={styles.line} role="status">
        {isOffline && connection.status === "offline" && (
          <span>{`Offline since ${formatClock(new Date(connection.since))}, trying again`}</span>
        )}
        {!isOffline && isUnreachable && <span>The server cannot be reached, trying again</span>}
        {!isOffline && !isUnreachable && isWaiting && stream?.kind === "waiting" && (
          <span>{`Changes of others do not come yet: ${describeKitReason(stream.reason)}`}</span>
        )}
        {isStillPartial && (
          <span>{isFollowed ? "The project has more tasks than are shown here" : "More tasks are being loaded"}</span>
        )}
        {isHeldUp && pending.length > 0 && <span>{describePending(pending.length, isInMemoryOnly)}</span>}
        {isHeldUp && !isOffline && !isUnreachable && <span>{describeHoldup(why)}</span>}
      </p>
      {unsaved > 0 && (
        <Link className={`${styles.line} ${styles.unsaved}`} to={`${path}/unsaved`}>
          {unsaved === 1 ? "A change is not saved" : `${unsaved} changes are not saved`}
        </Link>
      )}
      {children}
    </div>
  );
}

/** Null where nothing holds the changes up, or the connection tells of it already. */
function describeHoldup(holdup: Holdup | null): string | null {
  if (holdup?.kind === "retrying" || holdup?.kind === "parked") return describeKitReason(holdup.reason);
  if (holdup?.kind === "blocked") return "They need something that is not saved";
  if (holdup?.kind === "stream") return "They go once changes of others come again";
  if (holdup?.kind === "storage") return "This browser stores nothing at present, trying again";
  return holdup?.kind === "other-account" ? "Another person made them" : null;
}

function describePending(count: number, isInMemoryOnly: boolean): string {
  const changes = count === 1 ? "1 change waits" : `${count} changes wait`;
  return isInMemoryOnly ? `${changes}, in this tab only: keep it open` : `${changes} on this device`;
}

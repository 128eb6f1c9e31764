import { useConnectionState } from "../../../client/react.ts";
import { useLink } from "../account/link-context.ts";
import { formatClock } from "../design/format-time.ts";
import styles from "./connection-line.module.css";

/** Says so while changes of others do not come; nothing otherwise. */
export function ConnectionLine({ isUnreachable }: { readonly isUnreachable: boolean }) {
  const connection = useConnectionState(useLink());
  const isOffline = connection.status === "offline";
  return (
    <p className={styles.line} role="status">
      {isOffline && `Offline since ${formatClock(connection.since)}, trying again`}
      {!isOffline && isUnreachable && "The server cannot be reached, trying again"}
    </p>
  );
}

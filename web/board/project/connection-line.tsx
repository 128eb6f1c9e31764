import { useConnectionState } from "../../../client/apollo/react/index.ts";
import { useLink } from "../account/link-context.ts";
import { formatClock } from "../design/format-time.ts";
import { useLate } from "../design/use-late.ts";
import styles from "./connection-line.module.css";

/** A loss that is over so soon is not worth a word, in milliseconds. */
const hiccup = 1_000;

/** Says so while changes of others do not come; nothing otherwise. */
export function ConnectionLine({ isUnreachable }: { readonly isUnreachable: boolean }) {
  const connection = useConnectionState(useLink());
  const isOffline = useLate(connection.status === "offline", hiccup);
  return (
    <div className={styles.place}>
      <p className={styles.line} role="status">
        {isOffline && connection.status === "offline" && `Offline since ${formatClock(connection.since)}, trying again`}
        {!isOffline && isUnreachable && "The server cannot be reached, trying again"}
      </p>
    </div>
  );
}

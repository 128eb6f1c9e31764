import { useEffect, useSyncExternalStore } from "react";
import styles from "./offline-line.module.css";

interface OfflineLineProps {
  /** The list could not be loaded the last time. */
  readonly isFailing: boolean;
  /** Loads it again. Never rejects. */
  readonly onReturn: () => Promise<void>;
}

/** Says that the list may be out of date while the server cannot be reached. */
export function OfflineLine({ isFailing, onReturn }: OfflineLineProps) {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  useEffect(() => {
    const onOnline = () => void onReturn();
    addEventListener("online", onOnline);
    return () => removeEventListener("online", onOnline);
  }, [onReturn]);
  return (
    <p role="status" className={styles.line}>
      {!isOnline && "You are offline. Projects that you opened on this device still open, and keep your changes."}
      {isOnline && isFailing && "The server cannot be reached, trying again. The list may be out of date."}
    </p>
  );
}

function subscribe(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}

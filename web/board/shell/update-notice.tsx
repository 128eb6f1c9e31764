import { useEffect, useState } from "react";
import { useLockstep } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { type AppUpdate, keepUpToDate } from "./app-update.ts";
import styles from "./update-notice.module.css";

/** Keeps the board on this device, and offers a newer version of it. */
export function UpdateNotice() {
  const { outbox } = useLockstep();
  const [update, setUpdate] = useState<AppUpdate | null>(null);
  const [isReady, setIsReady] = useState(false);
  useEffect(() => {
    const ending = new AbortController();
    let created: AppUpdate | undefined;
    const onNews = () => setIsReady(created?.isReady() ?? false);
    const mayReload = () => outbox.durability !== "memory";
    keepUpToDate({ mayReload, onNews, signal: ending.signal }).then(
      (kept) => {
        if (ending.signal.aborted) return;
        created = kept;
        setUpdate(kept);
        onNews();
      },
      // Then the board needs the network to open.
      () => {},
    );
    return () => ending.abort();
  }, [outbox]);

  return (
    <div className={styles.place} role="status">
      {update && isReady && (
        <div className={styles.notice}>
          A new version is ready
          <Button small onClick={update.take}>
            Reload
          </Button>
        </div>
      )}
    </div>
  );
}

import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { ErrorNote } from "./error-note.tsx";
import styles from "./show-more.module.css";
import { useAction } from "./use-action.ts";

interface ShowMoreProps {
  readonly onMore: () => Promise<unknown>;
  readonly children: ReactNode;
}

/** A list's next page, at its end. */
export function ShowMore({ onMore, children }: ShowMoreProps) {
  const { run, isBusy, error, dismissError } = useAction(onMore);
  return (
    <div className={styles.more}>
      <ErrorNote error={error} onDismiss={dismissError} />
      <Button disabled={isBusy} onClick={() => void run()}>
        {children}
      </Button>
    </div>
  );
}

import { type ReactNode, type RefObject, useId } from "react";
import { Button } from "./button.tsx";
import styles from "./confirm-dialog.module.css";
import { ErrorNote } from "./error-note.tsx";
import { useAction } from "./use-action.ts";

export interface Confirmation {
  /** The question. */
  readonly title: ReactNode;
  /** Consequence of the action. */
  readonly consequence: string;
  readonly confirmLabel: string;
  /** Controls between the consequence and the answers. */
  readonly details?: ReactNode;
  /** The dialog closes when it resolves; what it rejects with is shown there. */
  readonly onConfirm: () => Promise<unknown>;
}

interface ConfirmDialogProps extends Confirmation {
  /** It opens by `showModal`. */
  readonly dialog: RefObject<HTMLDialogElement | null>;
}

/** Asks before something is done. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { dialog, title, consequence, confirmLabel, details, onConfirm } = props;
  const titleId = useId();
  const { run, isBusy, error, dismissError } = useAction(onConfirm);

  async function confirm(): Promise<void> {
    if (await run()) dialog.current?.close();
  }

  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={titleId}
      onClose={dismissError}
      // Escape closes the dialog alone, not also what it stands in.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className={styles.content}>
        <h2 id={titleId} className={styles.title}>
          {title}
        </h2>
        <p className={styles.text}>{consequence}</p>
        {details}
        <ErrorNote error={error} />
        <div className={styles.actions}>
          <Button onClick={() => dialog.current?.close()}>Cancel</Button>
          <Button look="danger" disabled={isBusy} onClick={() => void confirm()}>
            {confirmLabel}
          </Button>
        </div>
      </div>
    </dialog>
  );
}

import { type ReactNode, useId, useRef } from "react";
import { Button, type Look } from "./button.tsx";
import styles from "./confirm-button.module.css";
import { ErrorNote } from "./error-note.tsx";
import { useAction } from "./use-action.ts";

interface ConfirmButtonProps extends Look {
  readonly children: ReactNode;
  readonly "aria-label"?: string;
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

/** A button that asks before it acts. */
export function ConfirmButton({ title, consequence, confirmLabel, details, onConfirm, ...button }: ConfirmButtonProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { run, isBusy, error, dismissError } = useAction(onConfirm);

  async function confirm(): Promise<void> {
    if (await run()) dialog.current?.close();
  }

  return (
    <>
      <Button {...button} onClick={() => dialog.current?.showModal()} />
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
    </>
  );
}

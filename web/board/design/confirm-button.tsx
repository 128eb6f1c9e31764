import { type ReactNode, useRef } from "react";
import { Button, type Look } from "./button.tsx";
import { type Confirmation, ConfirmDialog } from "./confirm-dialog.tsx";

interface ConfirmButtonProps extends Look, Confirmation {
  readonly children: ReactNode;
  readonly "aria-label"?: string;
}

/** A button that asks before it acts. */
export function ConfirmButton({ title, consequence, confirmLabel, details, onConfirm, ...button }: ConfirmButtonProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <Button {...button} onClick={() => dialog.current?.showModal()} />
      <ConfirmDialog {...{ dialog, title, consequence, confirmLabel, details, onConfirm }} />
    </>
  );
}

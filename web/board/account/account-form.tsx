import type { ReactNode } from "react";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { useSubmit } from "../design/use-submit.ts";
import styles from "./account-page.module.css";

interface AccountFormProps {
  readonly submitLabel: string;
  /** Rejects with what is to be shown. */
  readonly submit: (data: FormData) => Promise<void>;
  readonly children?: ReactNode;
}

export function AccountForm({ submitLabel, submit, children }: AccountFormProps) {
  const { isBusy, error, onSubmit } = useSubmit(submit);
  return (
    <form className={styles.form} onSubmit={onSubmit}>
      {children}
      <ErrorNote error={error} />
      <Button type="submit" look="primary" disabled={isBusy}>
        {submitLabel}
      </Button>
    </form>
  );
}

import { type ReactNode, useState } from "react";
import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { useSubmit } from "../design/use-submit.ts";
import styles from "./profile.module.css";

interface ProfileFormProps {
  readonly title: string;
  readonly submitLabel: string;
  /** Shown once it is done. */
  readonly done: string;
  /** Rejects with what is to be shown. */
  readonly submit: (data: FormData, form: HTMLFormElement) => Promise<void>;
  readonly children: ReactNode;
}

/** A part of the profile that is saved by itself. */
export function ProfileForm({ title, submitLabel, done, submit, children }: ProfileFormProps) {
  const [isDone, setIsDone] = useState(false);
  const { isBusy, error, dismissError, onSubmit } = useSubmit(async (data, form) => {
    setIsDone(false);
    await submit(data, form);
    setIsDone(true);
  });
  return (
    <form className={styles.part} aria-label={title} onSubmit={onSubmit} onChange={() => setIsDone(false)}>
      <h2>{title}</h2>
      {children}
      <ErrorNote error={error} onDismiss={dismissError} />
      <div className={styles.end}>
        <Button type="submit" look="primary" disabled={isBusy}>
          {submitLabel}
        </Button>
        <p role="status" className={styles.saved}>
          {isDone && done}
        </p>
      </div>
    </form>
  );
}

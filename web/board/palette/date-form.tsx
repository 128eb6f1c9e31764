import type { FormEvent } from "react";
import { Button } from "../design/button.tsx";
import { TextField } from "../design/field.tsx";
import { dueDays } from "../task/due-date.ts";
import styles from "./date-form.module.css";

/** Takes any date, as 2026-11-24. */
export function DateForm({ onDate }: { readonly onDate: (value: string) => void }) {
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    onDate(String(new FormData(event.currentTarget).get("date")));
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <TextField label="Another day" type="date" name="date" required min={dueDays.first} max={dueDays.last} />
      <Button type="submit">Set</Button>
    </form>
  );
}

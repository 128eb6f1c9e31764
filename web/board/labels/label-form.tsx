import { type FormEvent, type KeyboardEvent, useId, useState } from "react";
import type { Label } from "../../../client/core/lockstep/index.ts";
import { Button } from "../design/button.tsx";
import { TextField } from "../design/field.tsx";
import { isEscape } from "../design/keys.ts";
import { LabelDot } from "../design/label-chip.tsx";
import { labelColorNames, labelColors } from "../design/words.ts";
import styles from "./label-form.module.css";

export type LabelValues = Pick<Label, "name" | "color">;

interface LabelFormProps {
  /** Label of the name's field. */
  readonly label: string;
  readonly initial: LabelValues;
  /** Labels whose names are taken, whatever the case. */
  readonly taken: readonly LabelValues[];
  readonly submitLabel: string;
  readonly onSubmit: (values: LabelValues) => void;
  readonly onCancel?: () => void;
}

/** Characters that the server takes. */
const longest = 50;

/** Name and colour of a label. */
export function LabelForm({ label, initial, taken, submitLabel, onSubmit, onCancel }: LabelFormProps) {
  const [name, setName] = useState(initial.name);
  const [color, setColor] = useState(initial.color);
  const group = useId();
  const isTaken = taken.some((other) => other.name.toLowerCase() === name.trim().toLowerCase());

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isTaken || name.trim() === "") return;
    onSubmit({ name: name.trim(), color });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!isEscape(event) || !onCancel) return;
    event.preventDefault();
    onCancel();
  }

  return (
    <form className={styles.form} onSubmit={submit} onKeyDown={onKeyDown}>
      <TextField
        label={label}
        required
        maxLength={longest}
        autoComplete="off"
        value={name}
        hint={isTaken ? "The project has a label of this name." : undefined}
        onChange={({ target }) => setName(target.value)}
      />
      <fieldset className={styles.colors}>
        <legend className="visuallyHidden">Color</legend>
        {labelColors.map((each) => (
          <label key={each} className={styles.color} title={labelColorNames[each]}>
            <input
              type="radio"
              name={group}
              className="visuallyHidden"
              aria-label={labelColorNames[each]}
              checked={each === color}
              onChange={() => setColor(each)}
            />
            <LabelDot color={each} />
          </label>
        ))}
      </fieldset>
      <div className={styles.actions}>
        <Button type="submit" look="primary" small disabled={isTaken}>
          {submitLabel}
        </Button>
        {onCancel && (
          <Button small look="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
    </form>
  );
}

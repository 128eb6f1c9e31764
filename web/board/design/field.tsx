import { type ComponentProps, type ReactNode, useId } from "react";
import styles from "./field.module.css";

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
}

/** A labelled control; the hint is read along with it. */
function Field({ label, hint, children }: FieldProps & { readonly children: (ids: ControlIds) => ReactNode }) {
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children({ id, "aria-describedby": hintId, className: styles.control })}
      {hint !== undefined && (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface ControlIds {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly className: string | undefined;
}

export function TextField({ label, hint, ...rest }: FieldProps & ComponentProps<"input">) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => <input dir="auto" {...ids} {...rest} />}
    </Field>
  );
}

export function TextArea({ label, hint, ...rest }: FieldProps & ComponentProps<"textarea">) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => <textarea dir="auto" {...ids} {...rest} />}
    </Field>
  );
}

export function Select({ label, hint, ...rest }: FieldProps & ComponentProps<"select">) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => <select {...ids} {...rest} />}
    </Field>
  );
}

import { TextField } from "../design/field.tsx";

/** The server refuses a longer password in a sentence; `maxLength` would cut it without a word. */
export function NewPasswordField({
  label,
  autoFocus = false,
}: {
  readonly label: string;
  readonly autoFocus?: boolean;
}) {
  return (
    <TextField
      label={label}
      hint="8 to 128 characters."
      name="password"
      type="password"
      autoComplete="new-password"
      minLength={8}
      required
      autoFocus={autoFocus}
    />
  );
}

import { TextField } from "../design/field.tsx";

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
      hint="8 characters or more."
      name="password"
      type="password"
      autoComplete="new-password"
      minLength={8}
      maxLength={128}
      required
      autoFocus={autoFocus}
    />
  );
}

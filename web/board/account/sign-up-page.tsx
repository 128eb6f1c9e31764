import { TextField } from "../design/field.tsx";
import { AccountPage } from "./account-page.tsx";
import { accounts } from "./session.ts";

export function SignUpPage() {
  return (
    <AccountPage
      title="Create an account"
      submitLabel="Sign up"
      other={{ question: "Already have an account?", label: "Sign in", path: "/sign-in" }}
      submit={(data) =>
        accounts.signUp.email({
          name: String(data.get("name")),
          email: String(data.get("email")),
          password: String(data.get("password")),
        })
      }
    >
      <TextField label="Name" name="name" autoComplete="name" maxLength={200} required autoFocus />
      <TextField label="E-mail" name="email" type="email" autoComplete="email" required />
      <TextField
        label="Password"
        hint="8 characters or more."
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={8}
        maxLength={128}
        required
      />
    </AccountPage>
  );
}

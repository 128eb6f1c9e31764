import { TextField } from "../design/field.tsx";
import { AccountPage } from "./account-page.tsx";
import { accounts } from "./session.ts";

export function SignInPage() {
  return (
    <AccountPage
      title="Sign in"
      submitLabel="Sign in"
      other={{ question: "No account yet?", label: "Sign up", path: "/sign-up" }}
      submit={(data) =>
        accounts.signIn.email({ email: String(data.get("email")), password: String(data.get("password")) })
      }
    >
      <TextField label="E-mail" name="email" type="email" autoComplete="email" required autoFocus />
      <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
    </AccountPage>
  );
}

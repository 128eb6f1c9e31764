import { useLocation, useNavigate } from "react-router";
import { AccountForm } from "./account-form.tsx";
import { AccountPage } from "./account-page.tsx";
import { NewPasswordField } from "./new-password-field.tsx";
import { OtherPage } from "./other-page.tsx";
import { requireDone } from "./require-done.ts";
import { accounts } from "./session.ts";

const noLink = "This link has expired or was used before: ask for another one.";

/** Where the link leads by which a new password is chosen. */
export function ResetPasswordPage() {
  const token = useLocation().hash.slice(1);
  const navigate = useNavigate();

  async function reset(data: FormData): Promise<void> {
    const answer = await accounts.resetPassword({ token, newPassword: String(data.get("password")) });
    requireDone(answer, { INVALID_TOKEN: noLink });
    await navigate("/sign-in?changed", { replace: true });
  }

  return (
    <AccountPage title="Choose a new password">
      <p>Wherever you are signed in now, you are signed out.</p>
      <AccountForm submitLabel="Change password" submit={reset}>
        <NewPasswordField label="New password" autoFocus />
      </AccountForm>
      <OtherPage question="No link that works?" label="Ask for another one" path="/forgot-password" />
    </AccountPage>
  );
}

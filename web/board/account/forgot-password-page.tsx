import { useState } from "react";
import { TextField } from "../design/field.tsx";
import { AccountForm } from "./account-form.tsx";
import { AccountPage } from "./account-page.tsx";
import { OtherPage } from "./other-page.tsx";
import { readPageFacts } from "./page-facts.ts";
import { requireDone } from "./require-done.ts";
import { accounts } from "./session.ts";

const noMail = "This server sends no mail, so passwords cannot be reset here.";

export function ForgotPasswordPage() {
  const [isSent, setSent] = useState(false);

  async function ask(data: FormData): Promise<void> {
    setSent(false);
    const answer = await accounts.requestPasswordReset({ email: String(data.get("email")) });
    requireDone(answer, { RESET_PASSWORD_DISABLED: noMail });
    setSent(true);
  }

  if (!readPageFacts().sendsMail) {
    return (
      <AccountPage title="Forgot password?">
        <p>{noMail} Ask its operator for a new one.</p>
        <OtherPage question="Remembered it?" label="Sign in" path="/sign-in" />
      </AccountPage>
    );
  }
  return (
    <AccountPage
      title="Forgot password?"
      notice={isSent ? "If there is an account with this address, a mail is on its way to it." : null}
    >
      <p>Say with which address you signed up, and a link to choose a new password is sent there.</p>
      <AccountForm submitLabel="Send the link" submit={ask}>
        <TextField label="E-mail" name="email" type="email" autoComplete="email" required autoFocus />
      </AccountForm>
      <OtherPage question="Remembered it?" label="Sign in" path="/sign-in" />
    </AccountPage>
  );
}

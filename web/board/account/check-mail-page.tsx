import { useState } from "react";
import { Navigate, useLocation } from "react-router";
import { AccountForm } from "./account-form.tsx";
import { AccountPage } from "./account-page.tsx";
import { OtherPage } from "./other-page.tsx";
import { requireDone } from "./require-done.ts";
import { accounts } from "./session.ts";

/** Where somebody waits for the mail that confirms an address. */
export function CheckMailPage() {
  const { state } = useLocation();
  const [isSentAgain, setSentAgain] = useState(false);
  const email: unknown = state?.email;
  if (typeof email !== "string") return <Navigate to="/sign-in" replace />;

  const sendAgain = async () => {
    setSentAgain(false);
    requireDone(await accounts.sendVerificationEmail({ email }));
    setSentAgain(true);
  };

  return (
    <AccountPage title="Check your mail" notice={isSentAgain ? "It was sent again." : null}>
      <p>
        A mail is on its way to <strong>{email}</strong>. Open the link in it to confirm that the address is yours, then
        sign in.
      </p>
      <AccountForm submitLabel="Send it again" submit={sendAgain} />
      <OtherPage question="Confirmed already?" label="Sign in" path="/sign-in" />
    </AccountPage>
  );
}

import { useLocation, useNavigate } from "react-router";
import { AccountForm } from "./account-form.tsx";
import { AccountPage } from "./account-page.tsx";
import { OtherPage } from "./other-page.tsx";
import { requireDone } from "./require-done.ts";
import { accounts } from "./session.ts";

const noLink = "This link has expired or was used before. Sign in, and another one is sent if you need it.";

/**
 * Where the link leads that confirms an address. It takes a person to press the button: mail is opened by programs too.
 */
export function VerifyEmailPage() {
  const token = useLocation().hash.slice(1);
  const navigate = useNavigate();

  async function verify(): Promise<void> {
    requireDone(await accounts.verifyEmail({ query: { token } }), { INVALID_TOKEN: noLink, TOKEN_EXPIRED: noLink });
    await navigate("/sign-in?confirmed", { replace: true });
  }

  return (
    <AccountPage title="Confirm your address">
      <p>Did you sign up for Lockstep? If it was somebody else, close this page.</p>
      <AccountForm submitLabel="It was me" submit={verify} />
      <OtherPage question="Confirmed already?" label="Sign in" path="/sign-in" />
    </AccountPage>
  );
}

import { useLocation, useNavigate } from "react-router";
import { TextField } from "../design/field.tsx";
import { AccountForm } from "./account-form.tsx";
import { AccountPage } from "./account-page.tsx";
import { NewPasswordField } from "./new-password-field.tsx";
import { OtherPage } from "./other-page.tsx";
import { readPageFacts } from "./page-facts.ts";
import { requireDone } from "./require-done.ts";
import { requireSession } from "./require-session.ts";
import { destinationOf, invitationOf } from "./return-to.ts";
import { accounts } from "./session.ts";
import { useSession } from "./session-context.ts";

export function SignUpPage() {
  const location = useLocation();
  const navigate = useNavigate();
  const session = useSession();
  const { signUps } = readPageFacts();
  const invitation = invitationOf(location);

  async function signUp(data: FormData): Promise<void> {
    const email = String(data.get("email"));
    const others = { name: String(data.get("name")), password: String(data.get("password")) };
    const answer = await accounts.signUp.email({ email, ...others, ...(invitation !== null && { invitation }) });
    requireDone(answer);
    // Without a session it is one of the servers that want the address confirmed.
    if (answer.data?.token == null) return navigate("/check-mail", { state: { email } });
    await requireSession();
    session.begin();
    await navigate(destinationOf(location), { replace: true });
  }

  if (signUps === "off" || (signUps === "invited" && invitation === null)) {
    return (
      <AccountPage title="Create an account">
        <p>{signUps === "off" ? switchedOff : invitedOnly}</p>
        <OtherPage question="Already have an account?" label="Sign in" path="/sign-in" />
      </AccountPage>
    );
  }
  return (
    <AccountPage title="Create an account" notice={invitation === null ? null : invited}>
      <AccountForm submitLabel="Sign up" submit={signUp}>
        <TextField label="Name" name="name" autoComplete="name" maxLength={200} required autoFocus />
        <TextField label="E-mail" name="email" type="email" autoComplete="email" required />
        <NewPasswordField label="Password" />
      </AccountForm>
      <OtherPage question="Already have an account?" label="Sign in" path="/sign-in" />
    </AccountPage>
  );
}

const switchedOff = "Sign-ups are switched off on this server. Ask its operator for access.";
const invitedOnly = "Sign-ups need an invitation on this server. Open the link of yours.";
const invited = "You are invited to a project. Use the address that was invited.";

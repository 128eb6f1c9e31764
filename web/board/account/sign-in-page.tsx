import { Link, useLocation, useNavigate } from "react-router";
import { fetchToken } from "../../fetch-token.ts";
import { TextField } from "../design/field.tsx";
import { useOnReturn } from "../design/use-on-return.ts";
import { AccountForm } from "./account-form.tsx";
import styles from "./account-page.module.css";
import { AccountPage } from "./account-page.tsx";
import { DemoSignIn } from "./demo-sign-in.tsx";
import { OtherPage } from "./other-page.tsx";
import { readPageFacts } from "./page-facts.ts";
import { requireDone } from "./require-done.ts";
import { requireSession } from "./require-session.ts";
import { destinationOf, invitationOf } from "./return-to.ts";
import { accounts } from "./session.ts";
import { useSession } from "./session-context.ts";

export function SignInPage() {
  const location = useLocation();
  const navigate = useNavigate();
  const session = useSession();
  const { signUps, sendsMail, demo } = readPageFacts();
  const isInvited = invitationOf(location) !== null;
  const asked = destinationOf(location);
  const demoPlace = asked === "/" && demo?.projectId ? `/projects/${demo.projectId}` : asked;
  // Somebody may have signed in, in another tab.
  useOnReturn(async () => {
    if ((await fetchToken()) !== null) await enter();
  });

  async function enter(place = destinationOf(location)): Promise<void> {
    session.begin();
    await navigate(place, { replace: true });
  }

  async function signIn(email: string, password: string, place?: string): Promise<void> {
    const answer = await accounts.signIn.email({ email, password });
    if (answer.error?.code === "EMAIL_NOT_VERIFIED") return navigate("/check-mail", { state: { email } });
    requireDone(answer);
    await requireSession();
    await enter(place);
  }

  return (
    <AccountPage title="Sign in" notice={isInvited ? invited : findNotice(new URLSearchParams(location.search))}>
      <p>
        One board for people who edit at the same time. Every change is on every screen at once. Edits made offline
        follow.
      </p>
      {demo && <DemoSignIn demo={demo} signIn={(email, password) => signIn(email, password, demoPlace)} />}
      <AccountForm
        submitLabel="Sign in"
        submit={(data) => signIn(String(data.get("email")), String(data.get("password")))}
      >
        <TextField label="E-mail" name="email" type="email" autoComplete="email" required autoFocus={!demo} />
        <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
      </AccountForm>
      <div className={styles.others}>
        {(signUps === "open" || (signUps === "invited" && isInvited)) && (
          <OtherPage question="No account yet?" label="Sign up" path="/sign-up" />
        )}
        {sendsMail && (
          <p className={styles.other}>
            <Link to="/forgot-password">Forgot password?</Link>
          </p>
        )}
      </div>
    </AccountPage>
  );
}

const invited = "You are invited to a project. Sign in to join it, or sign up first.";

function findNotice(parameters: URLSearchParams): string | null {
  if (parameters.has("ended")) return "Your session has ended. Sign in to go on where you were.";
  if (parameters.has("confirmed")) return "Your address is confirmed. Sign in to begin.";
  return parameters.has("changed") ? "Your password is changed. Sign in with it." : null;
}

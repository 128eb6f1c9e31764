import { Link, useNavigate, useSearchParams } from "react-router";
import { fetchToken } from "../../fetch-token.ts";
import { TextField } from "../design/field.tsx";
import { useOnReturn } from "../design/use-on-return.ts";
import { AccountForm } from "./account-form.tsx";
import styles from "./account-page.module.css";
import { AccountPage } from "./account-page.tsx";
import { OtherPage } from "./other-page.tsx";
import { requireDone } from "./require-done.ts";
import { destinationOf } from "./return-to.ts";
import { accounts } from "./session.ts";
import { useSession } from "./session-context.ts";
import { areSignUpsOpen } from "./sign-ups.ts";

export function SignInPage() {
  const [parameters] = useSearchParams();
  const navigate = useNavigate();
  const session = useSession();
  // Somebody may have signed in, in another tab.
  useOnReturn(async () => {
    if ((await fetchToken()) !== null) await enter();
  });

  async function enter(): Promise<void> {
    session.begin();
    await navigate(destinationOf(parameters), { replace: true });
  }

  async function signIn(data: FormData): Promise<void> {
    const email = String(data.get("email"));
    const answer = await accounts.signIn.email({ email, password: String(data.get("password")) });
    if (answer.error?.code === "EMAIL_NOT_VERIFIED") return navigate("/check-mail", { state: { email } });
    requireDone(answer);
    await enter();
  }

  return (
    <AccountPage title="Sign in" notice={findNotice(parameters)}>
      <AccountForm submitLabel="Sign in" submit={signIn}>
        <TextField label="E-mail" name="email" type="email" autoComplete="email" required autoFocus />
        <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
      </AccountForm>
      <div className={styles.others}>
        {areSignUpsOpen() && <OtherPage question="No account yet?" label="Sign up" path="/sign-up" />}
        <p className={styles.other}>
          <Link to="/forgot-password">Forgot password?</Link>
        </p>
      </div>
    </AccountPage>
  );
}

function findNotice(parameters: URLSearchParams): string | null {
  if (parameters.has("ended")) return "Your session has ended. Sign in to go on where you were.";
  if (parameters.has("confirmed")) return "Your address is confirmed. Sign in to begin.";
  return parameters.has("changed") ? "Your password is changed. Sign in with it." : null;
}

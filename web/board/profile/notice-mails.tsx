import { useEffect, useState } from "react";
import { requireDone } from "../account/require-done.ts";
import { accounts } from "../account/session.ts";
import { describeError } from "../design/describe-error.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { useAction } from "../design/use-action.ts";
import styles from "./profile.module.css";

/** An account as better-auth tells it. */
interface OwnAccount {
  readonly user: { readonly mailsNotices: boolean };
}

/** Switches the e-mails about unread notices. It is saved at once. */
export function NoticeMails() {
  const [isOn, setIsOn] = useState<boolean | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    readChoice().then(setIsOn, (reason: unknown) => setFailure(describeError(reason)));
  }, []);
  const save = useAction(async (mailsNotices: boolean) => {
    requireDone(await accounts.$fetch("/update-user", { method: "POST", body: { mailsNotices } }));
  });

  /** It shows at once, and goes back where it was not saved. */
  async function choose(mailsNotices: boolean): Promise<void> {
    setIsOn(mailsNotices);
    if (!(await save.run(mailsNotices))) setIsOn(!mailsNotices);
  }

  return (
    <section className={styles.part} aria-label="E-mails">
      <h2>E-mails</h2>
      <label className={styles.choice}>
        <input
          type="checkbox"
          checked={isOn ?? false}
          disabled={isOn === null || save.isBusy}
          onChange={({ target }) => void choose(target.checked)}
        />
        Tell me by e-mail of notices that I have not read for 10 minutes
      </label>
      <ErrorNote error={failure ?? save.error} />
    </section>
  );
}

async function readChoice(): Promise<boolean | null> {
  const answer = await accounts.$fetch<OwnAccount>("/get-session");
  requireDone(answer);
  return answer.data?.user.mailsNotices ?? null;
}

import { useState } from "react";
import { Link, useLocation } from "react-router";
import { fetchInTime } from "../../fetch-in-time.ts";
import { Refusal } from "../design/refusal.ts";
import { AccountForm } from "./account-form.tsx";
import { AccountPage } from "./account-page.tsx";

/** Where the link leads that ends e-mails about notices. It needs no sign-in. */
export function UnsubscribePage() {
  const { pathname, search } = useLocation();
  const [isDone, setDone] = useState(false);

  async function unsubscribe(): Promise<void> {
    const { ok, status } = await fetchInTime(pathname + search, { method: "POST" });
    if (status === 400) throw new Refusal("This link is not complete. Copy all of it from the e-mail.");
    if (!ok) throw new Error(`The server answers with status ${status}.`);
    setDone(true);
  }

  return (
    <AccountPage title="E-mails about notices" notice={isDone ? "You get no more e-mails about notices." : null}>
      {!isDone && (
        <>
          <p>The board still shows what is new for you.</p>
          <AccountForm submitLabel="Send no more e-mails" submit={unsubscribe} />
        </>
      )}
      <p>
        <Link to="/">Your projects</Link>
      </p>
    </AccountPage>
  );
}

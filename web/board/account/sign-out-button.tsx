import { useNavigate } from "react-router";
import { useLockstep, useOutbox } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { ConfirmButton } from "../design/confirm-button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { Icon } from "../design/icon.tsx";
import { useAction } from "../design/use-action.ts";
import { dropDrafts } from "../drafts/drafts.ts";
import { requireDone } from "./require-done.ts";
import { accounts } from "./session.ts";

/** Signs out and removes everything from this device. Asks first when changes would be lost with it. */
export function SignOutButton() {
  const navigate = useNavigate();
  const lockstep = useLockstep();
  const { pending, failed, conflicts } = useOutbox();
  const count = pending.length + failed.length + conflicts.length;
  const { run, error, dismissError } = useAction(signOut);

  async function signOut(): Promise<void> {
    requireDone(await accounts.signOut());
    dropDrafts();
    await lockstep.signOut();
    await navigate("/sign-in");
  }

  const label = (
    <>
      <Icon name="signOut" /> Sign out
    </>
  );
  if (count > 0) {
    return (
      <ConfirmButton
        title={count === 1 ? "Drop a change and sign out?" : `Drop ${count} changes and sign out?`}
        consequence={`${count === 1 ? "It is" : "They are"} not on the server yet, and would be lost.`}
        confirmLabel="Drop and sign out"
        onConfirm={signOut}
      >
        {label}
      </ConfirmButton>
    );
  }
  return (
    <>
      <ErrorNote error={error} onDismiss={dismissError} />
      <Button onClick={() => void run()}>{label}</Button>
    </>
  );
}

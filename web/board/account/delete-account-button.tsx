import { useState } from "react";
import { useNavigate } from "react-router";
import { useLockstep } from "../../../client/react/index.ts";
import { ConfirmButton } from "../design/confirm-button.tsx";
import { TextField } from "../design/field.tsx";
import { Refusal } from "../design/refusal.ts";
import { dropDrafts } from "../drafts/drafts.ts";
import { requireDone } from "./require-done.ts";
import { accounts } from "./session.ts";

/** Deletes the viewer's account, with the password. The server names the projects that have no other owner. */
export function DeleteAccountButton() {
  const navigate = useNavigate();
  const lockstep = useLockstep();
  const [password, setPassword] = useState("");

  async function confirm(): Promise<void> {
    // Without one, the server would take a fresh session for it.
    if (password === "") throw new Refusal("Enter your password.");
    requireDone(await accounts.deleteUser({ password }));
    dropDrafts();
    await lockstep.signOut();
    await navigate("/sign-in");
  }

  return (
    <ConfirmButton
      look="danger"
      title="Delete your account?"
      consequence="Your name and e-mail address are erased. What you wrote stays under the name “Deleted user”. This cannot be undone."
      confirmLabel="Delete account"
      onConfirm={confirm}
      details={
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
      }
    >
      Delete account…
    </ConfirmButton>
  );
}

import { useState } from "react";
import { useNavigate } from "react-router";
import { Button } from "../design/button.tsx";
import { describeError } from "../design/describe-error.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { Icon } from "../design/icon.tsx";
import { dropDrafts } from "../drafts/drafts.ts";
import { accounts } from "./session.ts";

export function SignOutButton() {
  const navigate = useNavigate();
  const [error, setError] = useState<string | null>(null);

  async function signOut(): Promise<void> {
    const { error } = await accounts.signOut();
    if (error) return setError(describeError(error));
    dropDrafts();
    await navigate("/sign-in");
  }

  return (
    <>
      <ErrorNote error={error} onDismiss={() => setError(null)} />
      <Button onClick={() => void signOut()}>
        <Icon name="signOut" /> Sign out
      </Button>
    </>
  );
}

import { useEffect } from "react";
import type { ProjectEnding } from "../../../client/index.ts";
import { useSession } from "../account/session-context.ts";
import { ButtonLink } from "../design/button.tsx";
import { describeError } from "../design/describe-error.ts";
import { Message } from "../design/message.tsx";

interface EndedProps {
  readonly ending: ProjectEnding;
  /** Undefined where the project was never shown. */
  readonly name: string | undefined;
}

/** Why the project is not shown any more. */
export function Ended({ ending: { reason, error }, name = "this project" }: EndedProps) {
  const session = useSession();
  const isSignedOut = reason === "signed-out";
  useEffect(() => {
    // Asking for another token finds the session over, and that leads to the sign-in.
    if (isSignedOut) session.getToken().catch(() => {});
  }, [session, isSignedOut]);

  if (isSignedOut) return null;
  const sentences = {
    removed: ["You are no longer a member", `Somebody removed you from “${name}”, or you left it in another window.`],
    deleted: ["The project is gone", `“${name}” was deleted, and all its tasks with it.`],
    "not-found": ["There is no such project", "It was deleted, or you are not one of its members."],
    failed: ["The project cannot be shown", describeError(error)],
  } as const;
  const [title, text] = sentences[reason];
  return (
    <Message title={title} action={<ButtonLink to="/">To your projects</ButtonLink>}>
      {text}
    </Message>
  );
}

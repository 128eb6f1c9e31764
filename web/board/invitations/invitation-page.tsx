import { useLocation } from "react-router";
import { AccountForm } from "../account/account-form.tsx";
import { AccountPage } from "../account/account-page.tsx";
import { OtherPage } from "../account/other-page.tsx";
import { useAskViewer, useViewer } from "../account/viewer.ts";
import { Waiting } from "../account/waiting.tsx";
import { UserText } from "../design/user-text.tsx";
import { useAcceptInvitation } from "./use-accept-invitation.ts";

/**
 * Where the link of an invitation leads a person who is signed in. It takes the person to press the button: mail is
 * opened by programs too.
 */
export function InvitationPage() {
  const token = useLocation().hash.slice(1);
  const accept = useAcceptInvitation();
  const viewer = useViewer();
  useAskViewer(viewer === null);
  if (!viewer) return <Waiting />;

  return (
    <AccountPage title="Join a project">
      <p>
        You are invited to a project. You join it as <UserText>{viewer.name}</UserText>
        {viewer.email && <> ({viewer.email})</>}.
      </p>
      <AccountForm submitLabel="Join" submit={() => accept(token)} />
      <OtherPage question="Not now?" label="Your projects" path="/" />
    </AccountPage>
  );
}

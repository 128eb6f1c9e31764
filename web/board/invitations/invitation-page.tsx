import { useLocation } from "react-router";
import { AccountForm } from "../account/account-form.tsx";
import { AccountPage } from "../account/account-page.tsx";
import { OtherPage } from "../account/other-page.tsx";
import { useViewer } from "../account/viewer.ts";
import { Waiting } from "../account/waiting.tsx";
import { UserText } from "../design/user-text.tsx";
import { roleNames } from "../design/words.ts";
import { useOwnInvitations } from "../projects/use-own-invitations.ts";
import { useAcceptInvitation } from "./use-accept-invitation.ts";

/**
 * Where the link of an invitation leads a person who is signed in. It takes the person to press the button: mail is
 * opened by programs too. The link tells nothing of its project, but those to the person's confirmed address are named.
 */
export function InvitationPage() {
  const token = useLocation().hash.slice(1);
  const accept = useAcceptInvitation();
  const invitations = useOwnInvitations();
  const viewer = useViewer();
  if (!viewer) return <Waiting />;

  return (
    <AccountPage title="Join a project">
      <p>
        You are invited to a project. You join it as <UserText>{viewer.name}</UserText>
        {viewer.email && <> ({viewer.email})</>}.
      </p>
      {invitations.length > 0 && (
        <ul aria-label="Invitations to your address">
          {invitations.map(({ id, projectName, role }) => (
            <li key={id}>
              “<UserText>{projectName}</UserText>” as {roleNames[role]}
            </li>
          ))}
        </ul>
      )}
      <AccountForm submitLabel="Join" submit={() => accept(token)} />
      <OtherPage question="Not now?" label="Your projects" path="/" />
    </AccountPage>
  );
}

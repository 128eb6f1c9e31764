import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { formatDay } from "../design/format-time.ts";
import { useAction } from "../design/use-action.ts";
import { roleNames } from "../design/words.ts";
import { graphql } from "../generated/gql.ts";
import type { InvitationPartsFragment, ProjectRole } from "../generated/graphql.ts";
import { grantableRoles } from "../members/grantable-roles.ts";
import { useRequest } from "../requests/use-request.ts";
import styles from "./invitations.module.css";

interface InvitationItemProps {
  readonly invitation: InvitationPartsFragment;
  readonly viewerRole: ProjectRole;
  readonly onRevoked: () => Promise<void>;
}

/** An open invitation, which one may revoke. */
export function InvitationItem({ invitation, viewerRole, onRevoked }: InvitationItemProps) {
  const { id, email, role, expiresAt } = invitation;
  const request = useRequest();
  const { run, isBusy, error, dismissError } = useAction(async () => {
    await request(RevokeInvitationDocument, { input: { invitationId: id } });
    await onRevoked();
  });

  return (
    <li className={styles.invitation}>
      <div>
        <p className={styles.email}>{email}</p>
        <p className={styles.hint}>
          Invited as {roleNames[role]}, until {formatDay(expiresAt)}
        </p>
      </div>
      {grantableRoles(viewerRole).includes(role) && (
        <Button
          look="quiet"
          small
          disabled={isBusy}
          aria-label={`Revoke the invitation of ${email}`}
          onClick={() => void run()}
        >
          Revoke
        </Button>
      )}
      {error !== null && (
        <div className={styles.error}>
          <ErrorNote error={error} onDismiss={dismissError} />
        </div>
      )}
    </li>
  );
}

const RevokeInvitationDocument = graphql(`
  mutation RevokeInvitation($input: RevokeInvitationInput!) {
    revokeInvitation(input: $input) {
      invitationId
    }
  }
`);

graphql(`
  fragment InvitationParts on Invitation {
    id
    email
    role
    expiresAt
  }
`);

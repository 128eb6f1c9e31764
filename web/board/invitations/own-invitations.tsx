import { Button } from "../design/button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { useAction } from "../design/use-action.ts";
import { UserText } from "../design/user-text.tsx";
import { roleNames } from "../design/words.ts";
import { graphql } from "../generated/gql.ts";
import type { OwnInvitationPartsFragment } from "../generated/graphql.ts";
import styles from "./own-invitations.module.css";
import { useAcceptInvitation } from "./use-accept-invitation.ts";

/** Invitations to the viewer's confirmed address. */
export function OwnInvitations({ invitations }: { readonly invitations: readonly OwnInvitationPartsFragment[] }) {
  if (invitations.length === 0) return null;
  return (
    <ul aria-label="Invitations to you" className={styles.list}>
      {invitations.map((invitation) => (
        <OwnInvitation key={invitation.id} invitation={invitation} />
      ))}
    </ul>
  );
}

function OwnInvitation({ invitation: { id, projectName, role } }: { readonly invitation: OwnInvitationPartsFragment }) {
  const accept = useAcceptInvitation();
  const { run, isBusy, error, dismissError } = useAction(() => accept(id));
  return (
    <li className={styles.invitation}>
      <p className={styles.text}>
        You are invited to “<UserText>{projectName}</UserText>” as {roleNames[role]}.
      </p>
      <Button look="primary" disabled={isBusy} aria-label={`Join ${projectName}`} onClick={() => void run()}>
        Join
      </Button>
      {error !== null && (
        <div className={styles.error}>
          <ErrorNote error={error} onDismiss={dismissError} />
        </div>
      )}
    </li>
  );
}

graphql(`
  fragment OwnInvitationParts on OwnInvitation {
    id
    projectName
    role
  }
`);

import { useCallback, useEffect, useState } from "react";
import { useMembers } from "../../../client/react/index.ts";
import { describeError } from "../design/describe-error.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { useOnReturn } from "../design/use-on-return.ts";
import { graphql } from "../generated/gql.ts";
import type { InvitationPartsFragment, ProjectRole } from "../generated/graphql.ts";
import { useRequest } from "../requests/use-request.ts";
import { InvitationItem } from "./invitation-item.tsx";
import styles from "./invitations.module.css";
import { InviteForm } from "./invite-form.tsx";

interface InvitationsProps {
  readonly projectId: string;
  readonly viewerRole: ProjectRole;
}

/** Invites people to the project, and lists the invitations that are open. */
export function Invitations({ projectId, viewerRole }: InvitationsProps) {
  const request = useRequest();
  const [invitations, setInvitations] = useState<readonly InvitationPartsFragment[]>([]);
  const [error, setError] = useState<string | null>(null);

  const refresh = useCallback(async () => {
    try {
      const { project } = await request(InvitationsDocument, { projectId });
      setInvitations(project?.invitations ?? []);
      setError(null);
    } catch (reason) {
      setError(describeError(reason));
    }
  }, [request, projectId]);
  // Somebody who has joined has accepted one.
  const members = useMembers(projectId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: The members are why it is read again.
  useEffect(() => void refresh(), [refresh, members]);
  useOnReturn(refresh);

  return (
    <div className={styles.section}>
      <InviteForm
        projectId={projectId}
        viewerRole={viewerRole}
        isOpen={(id) => invitations.some((invitation) => invitation.id === id)}
        onInvited={(made) => {
          // The link shows while the list has it, whether or not the list can be read.
          setInvitations((known) => [...known.filter(({ email }) => email !== made.email), made]);
          void refresh();
        }}
      />
      <ErrorNote error={error} />
      {invitations.length > 0 && (
        <ul aria-label="Open invitations" className={styles.list}>
          {invitations.map((invitation) => (
            <InvitationItem key={invitation.id} invitation={invitation} viewerRole={viewerRole} onRevoked={refresh} />
          ))}
        </ul>
      )}
    </div>
  );
}

const InvitationsDocument = graphql(`
  query Invitations($projectId: ID!) {
    project(id: $projectId) {
      id
      invitations {
        ...InvitationParts
      }
    }
  }
`);

import { useState } from "react";
import { readPageFacts } from "../account/page-facts.ts";
import { Button } from "../design/button.tsx";
import { CopyLinkButton } from "../design/copy-link-button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { Select, TextField } from "../design/field.tsx";
import { useSubmit } from "../design/use-submit.ts";
import { roleNames } from "../design/words.ts";
import { graphql } from "../generated/gql.ts";
import type { ProjectRole } from "../generated/graphql.ts";
import { grantableRoles } from "../members/grantable-roles.ts";
import { useRequest } from "../requests/use-request.ts";
import styles from "./invitations.module.css";

interface InviteFormProps {
  readonly projectId: string;
  readonly viewerRole: ProjectRole;
  /** Tells if an invitation has not ended. */
  readonly isOpen: (invitationId: string) => boolean;
  readonly onInvited: () => Promise<void>;
}

interface Made {
  readonly id: string;
  readonly email: string;
  readonly link: string;
}

/** Invites an address, with or without an account, and shows the link once. */
export function InviteForm({ projectId, viewerRole, isOpen, onInvited }: InviteFormProps) {
  const request = useRequest();
  const [made, setMade] = useState<Made | null>(null);

  const { isBusy, error, dismissError, onSubmit } = useSubmit(async (data, form) => {
    const input = { projectId, email: String(data.get("email")), role: data.get("role") as ProjectRole };
    const { inviteMember } = await request(InviteMemberDocument, { input });
    form.reset();
    await onInvited();
    if (inviteMember) setMade({ ...inviteMember.invitation, link: inviteMember.link });
  });

  const shown = made && isOpen(made.id) ? made : null;
  return (
    <form className={styles.form} onSubmit={onSubmit}>
      <div className={styles.row}>
        <TextField label="E-mail" name="email" type="email" autoComplete="off" required />
        <Select label="Role" name="role" defaultValue="MEMBER">
          {grantableRoles(viewerRole).map((role) => (
            <option key={role} value={role}>
              {roleNames[role]}
            </option>
          ))}
        </Select>
      </div>
      <ErrorNote error={error} onDismiss={dismissError} />
      <div>
        <Button type="submit" disabled={isBusy}>
          Invite
        </Button>
      </div>
      <div role="status" className={shown ? styles.made : undefined}>
        {shown && (
          <>
            <p>
              {readPageFacts().sendsMail ? "An e-mail with the link is on its way to " : "Send this link to "}
              <strong className={styles.email}>{shown.email}</strong>.
            </p>
            <div className={styles.link}>
              <input readOnly aria-label="Link of the invitation" value={shown.link} onFocus={selectAll} />
              <CopyLinkButton path={shown.link} />
            </div>
            <p className={styles.hint}>It lets in one person, within 7 days, and is shown only now.</p>
          </>
        )}
      </div>
    </form>
  );
}

function selectAll({ currentTarget }: { readonly currentTarget: HTMLInputElement }): void {
  currentTarget.select();
}

const InviteMemberDocument = graphql(`
  mutation InviteMember($input: InviteMemberInput!) {
    inviteMember(input: $input) {
      invitation {
        id
        email
      }
      link
    }
  }
`);

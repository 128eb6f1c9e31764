import { useRef, useState } from "react";
import { readPageFacts } from "../account/page-facts.ts";
import { Button } from "../design/button.tsx";
import { ConfirmDialog } from "../design/confirm-dialog.tsx";
import { CopyLinkButton } from "../design/copy-link-button.tsx";
import { ErrorNote } from "../design/error-note.tsx";
import { Select, TextField } from "../design/field.tsx";
import { useSubmit } from "../design/use-submit.ts";
import { UserText } from "../design/user-text.tsx";
import { roleNames } from "../design/words.ts";
import { graphql } from "../generated/gql.ts";
import type {
  InvitationPartsFragment,
  InviteMemberInput,
  InviteMemberMutation,
  ProjectRole,
} from "../generated/graphql.ts";
import { grantableRoles } from "../members/grantable-roles.ts";
import { ownerConsequence } from "../members/owner-consequence.ts";
import { useRequest } from "../requests/use-request.ts";
import styles from "./invitations.module.css";

interface InviteFormProps {
  readonly projectId: string;
  readonly viewerRole: ProjectRole;
  /** Tells if an invitation has not ended. */
  readonly isOpen: (invitationId: string) => boolean;
  readonly onInvited: (invitation: InvitationPartsFragment) => void;
}

type InvitedMember = NonNullable<InviteMemberMutation["inviteMember"]>;

/** Invites an address, with or without an account, and shows the link once. Asks before it invites an owner. */
export function InviteForm({ projectId, viewerRole, isOpen, onInvited }: InviteFormProps) {
  const request = useRequest();
  const [made, setMade] = useState<InvitedMember | null>(null);
  const [asked, setAsked] = useState<InviteMemberInput | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);

  const { isBusy, error, dismissError, onSubmit } = useSubmit(async (data) => {
    const input = { projectId, email: String(data.get("email")), role: data.get("role") as ProjectRole };
    if (input.role !== "OWNER") return await invite(input);
    setAsked(input);
    dialog.current?.showModal();
  });

  async function invite(input: InviteMemberInput): Promise<void> {
    const { inviteMember } = await request(InviteMemberDocument, { input });
    form.current?.reset();
    setMade(inviteMember);
    if (inviteMember) onInvited(inviteMember.invitation);
  }

  const shown = made && isOpen(made.invitation.id) ? made : null;
  return (
    <form ref={form} className={styles.form} onSubmit={onSubmit}>
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
      <ConfirmDialog
        dialog={dialog}
        title={
          <>
            Invite <UserText>{asked?.email ?? ""}</UserText> as an owner?
          </>
        }
        consequence={ownerConsequence}
        confirmLabel="Invite as owner"
        onConfirm={async () => asked && (await invite(asked))}
      />
      <div role="status" className={shown ? styles.made : undefined}>
        {shown && (
          <>
            <p>
              {readPageFacts().sendsMail ? "An e-mail with the link is on its way to " : "Send this link to "}
              <strong className={styles.email}>{shown.invitation.email}</strong>.
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
        ...InvitationParts
      }
      link
    }
  }
`);

import type { Mailer } from "../../mail/mailer.ts";
import { type InvitationMails, invitationLimits } from "../../model/invitation.ts";

/** An e-mail holds nothing that the person who invites has chosen: a name could be a message to a stranger. */
export function createInvitationMails(publicUrl: string, mailer: Mailer | null): InvitationMails {
  const { origin, host } = new URL(publicUrl);
  const linkTo = (token: string) => `${origin}/invitation#${token}`;
  return {
    linkTo,
    send(address, token) {
      mailer?.send(address, {
        kind: "invitation",
        subject: "You are invited to a project",
        text: `Somebody invited this address to a project of Lockstep at ${host}. If you want to take part, open:

${linkTo(token)}

The link holds for ${invitationLimits.days} days and works once. If you do not want to take part, do nothing.
`,
      });
    },
  };
}

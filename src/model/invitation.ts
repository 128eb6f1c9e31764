import type { ProjectRole } from "../database/generated/enums.ts";

/** Upper bounds: days for which a link lives, open invitations of a project, invitations that a person is shown. */
export const invitationLimits = { days: 7, perProject: 100, perPerson: 100 };

/** An open way into a project. */
export interface Invitation {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly role: ProjectRole;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** The same as the person sees it whose address it names. */
export interface OwnInvitation extends Omit<Invitation, "email"> {
  readonly projectName: string;
}

/** Links of invitations, and the e-mails that bring them. */
export interface InvitationMails {
  /** The token stands behind a `#`, which browsers do not send to servers. */
  linkTo(token: string): string;
  /** Sends an e-mail where there is a mail server. Returns at once and never throws. */
  send(address: string, token: string): void;
}

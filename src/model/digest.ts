import type { Notice } from "./notices.ts";

/** Bounds of the e-mails about unread notices: minutes, hours, hours, notices. */
export const digestLimits = { unreadMinutes: 10, restHours: 1, oldestHours: 24, listed: 20 };

/** A person's unread notices, for an e-mail. */
export interface Digest {
  /** Id of the account, which the link names that ends these e-mails. */
  readonly accountId: string;
  readonly email: string;
  /** The newest at the end; of more than `digestLimits.listed` the oldest. */
  readonly notices: readonly Notice[];
  /** Their number in all. */
  readonly count: number;
}

/** Sends e-mails about unread notices. */
export interface DigestMails {
  /** Resolves with true when the mail server has taken the e-mail. Never rejects. */
  send(digest: Digest): Promise<boolean>;
}

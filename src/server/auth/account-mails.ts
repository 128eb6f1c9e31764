import type { Mail } from "../../mail/mailer.ts";

/** Lifetimes of the links in e-mails, in seconds. */
export const verificationLifetime = 24 * 60 * 60;
export const resetLifetime = 60 * 60;

/**
 * E-mails to the owners of addresses. They hold nothing that the person who asked for one has chosen: a name could be a
 * message to a stranger. Tokens stand behind a `#`, which browsers do not send to servers.
 */
export function createAccountMails(publicUrl: string) {
  const { origin, host } = new URL(publicUrl);
  const link = (path: string, token = "") => `${origin}${path}${token && `#${token}`}`;

  return {
    verification: (token: string): Mail => ({
      kind: "verification",
      subject: "Confirm your address",
      text: `Somebody signed up for Lockstep at ${host} with this address. If that was you, confirm it here:

${link("/verify-email", token)}

The link holds for 24 hours. If it was not you, do nothing: without it the account cannot be used.
`,
    }),
    reset: (token: string): Mail => ({
      kind: "reset",
      subject: "Choose a new password",
      text: `Somebody forgot the password of the account with this address, for Lockstep at ${host}. If that was you, choose a new one here:

${link("/reset-password", token)}

The link holds for an hour and works once. If it was not you, do nothing: your password stays as it is.
`,
    }),
    existing: (): Mail => ({
      kind: "existing",
      subject: "You have an account already",
      text: `Somebody signed up for Lockstep at ${host} with this address, which has an account already. If that was you, sign in:

${link("/sign-in")}

or choose a new password, if you do not know it:

${link("/forgot-password")}

If it was not you, do nothing: nothing has changed.
`,
    }),
  };
}

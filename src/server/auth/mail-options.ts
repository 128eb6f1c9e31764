import type { BetterAuthOptions } from "better-auth";
import type { PrismaClient } from "../../database/generated/client.ts";
import type { Mail, Mailer } from "../../mail/mailer.ts";

/**
 * The part of better-auth's options that is about mail. With it only verified addresses sign in. Answers do not tell
 * whether an address has an account: the difference is in the mail.
 */
export function mailOptions({
  mailer,
  publicUrl,
  prisma,
}: {
  readonly mailer: Mailer;
  readonly publicUrl: string;
  readonly prisma: PrismaClient;
}) {
  const mails = createAccountMails(publicUrl);

  return {
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: true,
      resetPasswordTokenExpiresIn: resetLifetime,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ user: { email }, token }) => mailer.send(email, mails.reset(token)),
      async onExistingUserSignUp({ user: { email } }, request) {
        // Without a request it is the server that signs somebody up.
        if (request) mailer.send(email, mails.existing());
      },
      async onPasswordReset({ user: { id } }) {
        // Earlier links would let in a reader of old mail.
        await prisma.authVerification.deleteMany({ where: { value: id } });
        // The reader of the mail owns the address, and has chosen the password.
        await prisma.authUser.update({ where: { id }, data: { emailVerified: true } });
      },
    },
    emailVerification: {
      expiresIn: verificationLifetime,
      sendOnSignUp: true,
      sendOnSignIn: true,
      // A link that is opened shows who owns the address, not who knows the password: it is no way in.
      autoSignInAfterVerification: false,
      async sendVerificationEmail({ user: { email }, token }, request) {
        // Without a request it is the server that signs somebody up.
        if (request) mailer.send(email, mails.verification(token));
      },
    },
  } satisfies Pick<BetterAuthOptions, "emailAndPassword" | "emailVerification">;
}

/** Lifetimes of the links in e-mails, in seconds. */
const verificationLifetime = 24 * 60 * 60;
const resetLifetime = 60 * 60;

/**
 * E-mails to the owners of addresses. They hold nothing that the person who asked for one has chosen: a name could be a
 * message to a stranger. Tokens stand behind a `#`, which browsers do not send to servers.
 */
function createAccountMails(publicUrl: string) {
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

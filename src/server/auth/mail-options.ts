import type { BetterAuthOptions } from "better-auth";
import type { PrismaClient } from "../../database/generated/client.ts";
import type { Mailer } from "../../mail/mailer.ts";
import { createAccountMails, resetLifetime, verificationLifetime } from "./account-mails.ts";

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

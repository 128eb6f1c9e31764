import type { BetterAuthOptions } from "better-auth";
import type { PrismaClient } from "../../database/generated/client.ts";
import type { Mailer } from "../../mail/mailer.ts";
import { createLetters, resetLifetime, verificationLifetime } from "./letters.ts";

/**
 * The part of better-auth's options that is about mail. With it only verified addresses sign in. A request about an
 * address gets the same answer with and without an account: the difference is in the mail.
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
  const letters = createLetters(publicUrl);

  return {
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: true,
      resetPasswordTokenExpiresIn: resetLifetime,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ user: { email }, token }) => mailer.send(email, letters.reset(token)),
      async onExistingUserSignUp({ user: { email } }, request) {
        // Without a request it is the server that signs somebody up.
        if (request) mailer.send(email, letters.existing());
      },
      async onPasswordReset({ user: { id } }) {
        // Other links that were asked for before would let in whoever reads old mail.
        await prisma.authVerification.deleteMany({ where: { value: id } });
        // The reader of the mail owns the address, and now the password.
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
        if (request) mailer.send(email, letters.verification(token));
      },
    },
  } satisfies Pick<BetterAuthOptions, "emailAndPassword" | "emailVerification">;
}

import { v7 as uuidv7 } from "uuid";
import type { PrismaClient } from "../database/generated/client.ts";
import type { Identity } from "./ensure-user.ts";

/**
 * Takes name and e-mail off a user and bars its identity for good; what the user did stays. Also bars an identity that
 * was never used, so that a token still in circulation cannot bring it to life. Safe to repeat.
 */
export async function anonymizeUser(
  prisma: PrismaClient,
  { issuer, subject }: Pick<Identity, "issuer" | "subject">,
): Promise<void> {
  const anonymous = { email: null, name: "Deleted user", anonymizedAt: new Date() };
  await prisma.user.upsert({
    where: { issuer_subject: { issuer, subject } },
    create: { id: uuidv7(), issuer, subject, ...anonymous },
    update: anonymous,
  });
}

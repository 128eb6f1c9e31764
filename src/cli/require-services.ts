import { requireRedis } from "../bus/require-redis.ts";
import type { Config } from "../config.ts";
import { requireDatabase } from "../database/require-database.ts";
import { requireMailServer } from "../mail/require-mail-server.ts";
import { requireJwks } from "../server/auth/require-jwks.ts";

/**
 * Makes sure, before anything is built on them, that all can be used that the configuration names. They are asked side
 * by side, so that it takes seven seconds at most. Rejects with the sentence of the first that cannot.
 */
export async function requireServices({ databaseUrl, redisUrl, mail, outsideIssuer }: Config): Promise<void> {
  const checks: Promise<void>[] = [];
  if (databaseUrl) checks.push(requireDatabase(databaseUrl));
  if (redisUrl) checks.push(requireRedis(redisUrl));
  if (mail) checks.push(requireMailServer(mail.smtpUrl));
  if (outsideIssuer && "jwksUrl" in outsideIssuer.keys) checks.push(requireJwks(outsideIssuer.keys.jwksUrl));
  await Promise.all(checks);
}

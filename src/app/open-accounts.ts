import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import type { Database } from "../database/database.ts";
import { createMailer } from "../mail/mailer.ts";
import type { DigestMails } from "../model/digest.ts";
import type { InvitationMails } from "../model/invitation.ts";
import { type Accounts, createAccounts } from "../server/auth/accounts.ts";
import { type Authenticate, createAuthenticate } from "../server/auth/authenticate.ts";
import { createDigestMails } from "../server/auth/digest-mails.ts";
import { createInvitationMails } from "../server/auth/invitation-mails.ts";
import type { PasswordHasher } from "../server/auth/passwords.ts";
import { createTokenVerifier } from "../server/auth/token-verifier.ts";
import { createUnsubscribing, type Unsubscribing } from "../server/auth/unsubscribing.ts";
import type { Closers } from "./closers.ts";
import type { Dependencies } from "./watch-dependencies.ts";

export interface SignIn {
  readonly accounts: Accounts;
  readonly authenticate: Authenticate;
  readonly invitations: InvitationMails;
  readonly unsubscribing: Unsubscribing;
  /** Null where the server sends no mail. */
  readonly digests: DigestMails | null;
  /** True when accounts confirm their e-mail addresses, which takes mail. */
  readonly verifiesAddresses: boolean;
}

/** Parts that tests replace. */
export interface SignInParts {
  /** Milliseconds after which a session is looked up again, for requests and for open sockets (default 4,000). */
  readonly sessionInterval?: number;
  /** Hashes passwords (default: scrypt at the cost that passwords need). */
  readonly hasher?: PasswordHasher;
}

export interface SignInOptions {
  readonly config: Config;
  readonly database: Database;
  /** The address that browsers use. */
  readonly publicUrl: string;
  /** Origins whose pages may sign in. */
  readonly origins: readonly string[];
  readonly dependencies: Dependencies;
  readonly parts: SignInParts;
  readonly logger: Logger;
  readonly closers: Closers;
}

/** Opens the server's own accounts, with mail where it is configured, and the check of tokens. */
export async function openAccounts(options: SignInOptions): Promise<SignIn> {
  const { config, database, publicUrl, origins, dependencies, parts, logger, closers } = options;
  const { prisma, pool } = database;
  const { signUps, mail, outsideIssuer: outside } = config;
  const secret = config.authSecret ?? (await readOrMakeSecret(config.dataDir));
  const { mailsPerHour } = config.limits;
  const onFailure = () => dependencies.mailServer?.recheck();
  const mailer = mail && createMailer({ ...mail, mailsPerHour, logger, onFailure });
  if (mailer) closers.add(() => mailer.close());
  const accountsConfig = { prisma, pool, secret, publicUrl, trustedOrigins: origins, mailer, signUps, logger };
  const accounts = await createAccounts({ ...accountsConfig, hasher: parts.hasher });
  const verifyToken = createTokenVerifier({ prisma, outside, logger });
  const authenticate = createAuthenticate({ prisma, verifyToken, ownFreshFor: parts.sessionInterval });
  const invitations = createInvitationMails(publicUrl, mailer);
  const unsubscribing = createUnsubscribing(secret);
  const digests = mailer && createDigestMails(publicUrl, mailer, unsubscribing);
  return { accounts, authenticate, invitations, unsubscribing, digests, verifiesAddresses: mailer !== null };
}

/**
 * A secret that is generated once and kept in a file that only its owner reads. The directory must be the caller's
 * alone: two first calls at once would make two.
 */
async function readOrMakeSecret(directory: string): Promise<string> {
  const path = join(directory, "auth-secret");
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  const secret = randomBytes(32).toString("base64url");
  await mkdir(directory, { recursive: true });
  // Renamed, so that a crash never leaves half of it behind.
  await writeFile(`${path}.new`, secret, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return secret;
}

import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { bearer } from "better-auth/plugins/bearer";
import { jwt } from "better-auth/plugins/jwt";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { v7 as uuidv7 } from "uuid";
import type { SignUps } from "../../config/config.ts";
import { findOutage } from "../../database/find-outage.ts";
import type { PrismaClient } from "../../database/generated/client.ts";
import type { Mailer } from "../../mail/mailer.ts";
import { deleteAccount } from "../../operations/delete-account.ts";
import { ensureUser, type Identity } from "../../operations/ensure-user.ts";
import { LastOwnerError } from "../../operations/last-owner-error.ts";
import { refuseBadInput } from "./account-input.ts";
import type { AccountRequest } from "./accounts.ts";
import { leaveOutQuotes } from "./better-auth-compat.ts";
import {
  closedSignUps,
  endOtherSessions,
  hashFirst,
  invitedSignUps,
  keepOwnSession,
  refuseDisabled,
  spentLinks,
} from "./better-auth-plugins.ts";
import { mailOptions } from "./mail-options.ts";
import { ownIssuer } from "./own-keys.ts";
import type { Passwords } from "./passwords.ts";

/** The header by which better-auth learns the client's address. `authRoutes` sets it, whatever a client sends. */
export const clientAddressHeader = "x-lockstep-client-address";

export interface BetterAuthConfig {
  readonly prisma: PrismaClient;
  readonly pool: Pool;
  /** Signs cookies and encrypts the signing keys in the database. */
  readonly secret: string;
  /** The address that browsers use; only its origin matters. */
  readonly publicUrl: string;
  /** The origins whose pages may sign in with cookies. */
  readonly trustedOrigins: readonly string[];
  /** Null: addresses are taken as they are, and no password can be reset. */
  readonly mailer: Mailer | null;
  readonly signUps: SignUps;
  readonly logger: Logger;
  readonly passwords: Passwords;
  /** The request that is being answered, if it is one. */
  readonly findRequest: () => AccountRequest | undefined;
}

/** The one place that configures better-auth. Each change of an account is made to its User, too. */
export function createBetterAuth(config: BetterAuthConfig) {
  const { prisma, pool, secret, publicUrl, trustedOrigins, mailer, signUps, logger, passwords, findRequest } = config;
  const { emailAndPassword, ...mail } = mailer
    ? mailOptions({ mailer, publicUrl, prisma })
    : { emailAndPassword: { enabled: true } };
  const follow = async (account: Account | null) => {
    if (account !== null) await ensureUser(prisma, toIdentity(account), { profile: "follow" });
  };

  return betterAuth({
    appName: "Lockstep",
    baseURL: new URL(publicUrl).origin,
    basePath: "/auth",
    secret,
    trustedOrigins: [...trustedOrigins],
    database: prismaAdapter(prisma, { provider: "postgresql", transaction: true }),
    user: {
      modelName: "authUser",
      additionalFields: {
        mailsNotices: { type: "boolean", defaultValue: true },
        color: { type: "string", required: false },
      },
      deleteUser: {
        enabled: true,
        // All at once, or nothing; afterwards better-auth finds nothing to delete.
        beforeDelete: (account) => deleteAccount(pool, toIdentity(account)).catch(refuseLastOwner),
      },
    },
    session: { modelName: "authSession" },
    account: { modelName: "authAccount" },
    // A reader of the database must not find a link in it.
    verification: { modelName: "authVerification", storeIdentifier: "hashed" },
    emailAndPassword: { ...emailAndPassword, password: passwords },
    ...mail,
    plugins: [
      ...(signUps === "off" ? [closedSignUps] : []),
      ...(signUps === "invited" ? [invitedSignUps(pool)] : []),
      hashFirst(passwords),
      spentLinks,
      keepOwnSession,
      // A reader of the database must not find a credential in it: a stored session needs its signature.
      bearer({ requireSignature: true }),
      jwt({
        schema: { jwks: { modelName: "authJwks" } },
        disableSettingJwtHeader: true,
        jwt: {
          issuer: ownIssuer,
          audience: ownIssuer,
          expirationTime: "15m",
          definePayload: ({ user, session }) => ({ sid: session.id, email: user.email, name: user.name }),
        },
      }),
    ],
    hooks: { before: refuseBadInput },
    databaseHooks: {
      user: { create: { after: follow }, update: { after: follow } },
      account: { update: { before: endOtherSessions(prisma) } },
      session: { create: { after: refuseDisabled(prisma) } },
    },
    advanced: {
      database: { generateId: () => uuidv7() },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      // Left out, these and the rate limit would depend on NODE_ENV.
      disableOriginCheck: false,
      disableCSRFCheck: false,
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    onAPIError: { throw: true },
    logger: {
      level: "warn",
      // A wrong password is an error to better-auth, and told to the client; what really fails is thrown, and logged as
      // an error there.
      log(_level, message, ...details) {
        const request = findRequest();
        const requestId = request?.id;
        // In places the error stands where the message should.
        const err = [message, ...details].find((detail: unknown) => detail instanceof Error);
        if (request && findOutage(err)) request.outage = err;
        else if (requestId === undefined) logger.warn({ err }, message);
        else if (err) logger.warn({ requestId, err }, leaveOutQuotes(message));
        else logger.debug({ requestId }, leaveOutQuotes(message));
      },
    },
  });
}

function refuseLastOwner(error: unknown): never {
  if (!(error instanceof LastOwnerError)) throw error;
  const { code, message, projects } = error;
  throw new APIError("FORBIDDEN", { code, message, projects });
}

interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** By which an account is known outside better-auth. */
export function toIdentity({ id, email, name }: Account): Identity {
  return { issuer: ownIssuer, subject: id, email, name };
}

import { AsyncLocalStorage } from "node:async_hooks";
import { expectOutage } from "../../database/find-outage.ts";
import { UnavailableError } from "../../errors/expected-error.ts";
import { ensureUser } from "../../operations/ensure-user.ts";
import { normalizeEmail } from "./account-input.ts";
import { type BetterAuthConfig, createBetterAuth, toIdentity } from "./better-auth.ts";
import { isWrongSecret, openSession } from "./better-auth-compat.ts";
import { type Caller, createPasswords, type PasswordHasher } from "./passwords.ts";
import { withStores } from "./with-stores.ts";

interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** The server's own accounts: e-mail, password and sessions, kept by better-auth, each with its User. */
export interface Accounts {
  /**
   * Answers a request under `/auth`, which the log calls by its id. Throws UnavailableError when PostgreSQL could not
   * be used for a part of it. Throws RateLimitedError when too many passwords are being hashed. Any other rejection is
   * unforeseen.
   */
  handle(request: Request, id: string, caller: Caller): Promise<Response>;
  /**
   * Makes an account, whose address counts as verified, unless its e-mail has one already: that one stays as it is,
   * password included.
   */
  signUp(person: Person): Promise<{ readonly userId: string; readonly created: boolean }>;
  exists(email: string): Promise<boolean>;
  /** Opens a session for an account and signs a token for it; both end together. */
  issueToken(request: { readonly email: string; readonly lifetimeSeconds: number }): Promise<string>;
}

export type AccountsConfig = Omit<BetterAuthConfig, "findRequest" | "passwords"> & {
  /** Scrypt at the cost that passwords need, when absent. */
  readonly hasher?: PasswordHasher | undefined;
};

/** A request under `/auth` that is being answered. */
export interface AccountRequest {
  readonly id: string;
  /** The error of a statement that an outage failed, also where better-auth makes something else of it. */
  outage: unknown;
}

/**
 * Opens the accounts and makes the first signing key where there is none. Rejects when the secret is not the one that
 * the key was encrypted with.
 */
export async function createAccounts({ hasher, ...config }: AccountsConfig): Promise<Accounts> {
  const { prisma } = config;
  const requests = new AsyncLocalStorage<AccountRequest>();
  const passwords = createPasswords(hasher);
  const auth = createBetterAuth({ ...config, passwords, findRequest: () => requests.getStore() });
  const sign = (payload: Record<string, unknown>) => withStores([], () => auth.api.signJWT({ body: { payload } }));
  await sign({}).catch(explainSecret);

  async function hasAccount(email: string): Promise<boolean> {
    return (await prisma.authUser.count({ where: { email } })) > 0;
  }

  /** The id of an account that another one's address may keep from being there; null where that was told. */
  async function makeAccount(person: Person): Promise<string | null> {
    try {
      const signUp = () => auth.api.signUpEmail({ body: person });
      return (await passwords.runAs({ network: "", signal: null }, signUp)).user.id;
    } catch (error) {
      if (await hasAccount(normalizeEmail(person.email))) return null;
      throw error;
    }
  }

  return {
    async handle(request, id, caller) {
      const own: AccountRequest = { id, outage: null };
      const outcome = request.method === "GET" ? "NOTHING_DONE" : "UNKNOWN";
      const answer = () => passwords.runAs(caller, () => requests.run(own, () => auth.handler(request)));
      const response = await withStores([requests], answer).catch((error: unknown) => {
        throw expectOutage(error, outcome);
      });
      if (own.outage !== null) throw new UnavailableError(outcome, own.outage);
      return response;
    },
    exists: hasAccount,

    async signUp(person) {
      const email = normalizeEmail(person.email);
      const madeId = (await hasAccount(email)) ? null : await makeAccount(person);
      const account = await prisma.authUser.findUniqueOrThrow({ where: { email } });
      // Another instance may have been faster.
      const created = account.id === madeId;
      if (created) await prisma.authUser.update({ where: { email }, data: { emailVerified: true } });
      const user = await ensureUser(prisma, toIdentity(account), { profile: "keep" });
      if (user === null) throw new Error(`The account of ${email} is being deleted.`);
      return { userId: user.id, created };
    },

    async issueToken({ email: writtenEmail, lifetimeSeconds }) {
      const where = { email: normalizeEmail(writtenEmail) };
      const { id: sub, email, name } = await prisma.authUser.findUniqueOrThrow({ where });
      const iat = Math.floor(Date.now() / 1_000);
      const exp = iat + lifetimeSeconds;
      const sid = await openSession(await auth.$context, sub, new Date(exp * 1_000));
      const { token } = await sign({ sub, sid, email, name, iat, exp });
      return token;
    },
  };
}

function explainSecret(cause: unknown): never {
  if (!isWrongSecret(cause)) throw cause;
  throw new Error("AUTH_SECRET is not the one that encrypted the signing key in this database.", { cause });
}

import { randomBytes } from "node:crypto";
import { type AccountsAnswer, CheckError, type Deployment } from "./deployment.ts";

/** Credentials of one person. */
export interface Credentials {
  /** Name of what remains when `end` fails. */
  readonly name: string;
  /** Returns a token that is valid for some minutes, or the one that was given. */
  findToken(): Promise<string>;
  /** Signs out, or deletes the account that the check created. Rejects when that fails. */
  end(): Promise<void>;
}

/** A way to sign in: a token or an account; null: an account that the check creates. */
export type Way = { readonly token: string } | { readonly email: string; readonly password: string } | null;

/** Age after which a token is replaced, in milliseconds. Tokens of own accounts are valid for 15 minutes. */
const freshFor = 5 * 60 * 1_000;

/**
 * Throws CheckError for wrong credentials. A wrong token is noticed only when it is used. Waits end when `signal` is
 * aborted, apart from those of `end`.
 */
export async function obtainCredentials(deployment: Deployment, way: Way, signal: AbortSignal): Promise<Credentials> {
  if (way === null) return signUp(deployment, signal);
  if ("token" in way) return { name: "The token", findToken: async () => way.token, end: async () => {} };
  const answer = await deployment.askAccounts("/sign-in/email", { body: way, signal });
  const session = requireSession(deployment, answer, `${way.email} cannot sign in at ${deployment.url}`);
  return {
    name: `The session of ${way.email}`,
    findToken: keepToken(deployment, session, signal),
    end: async () => requireDone(await deployment.askAccounts("/sign-out", { session, body: {} })),
  };
}

async function signUp(deployment: Deployment, signal: AbortSignal): Promise<Credentials> {
  const name = `Check ${randomBytes(4).toString("hex")}`;
  // A domain that no mail can be sent to.
  const email = `${name.toLowerCase().replace(" ", "-")}@lockstep.invalid`;
  const password = randomBytes(18).toString("base64url");
  const answer = await deployment.askAccounts("/sign-up/email", {
    body: { name, email, password },
    signal,
  });
  if (answer.status === 429) {
    const reason = `${deployment.url} refuses to create an account (${answer.message.replace(/\.$/, "")})`;
    throw new CheckError(`${reason}: raise its SIGN_UPS_PER_HOUR, or use --email and --password, or --token.`);
  }
  const what = `${deployment.url} creates no account for the check: use --email and --password, or --token`;
  const session = requireSession(deployment, answer, what);
  return {
    name: `The account of ${email}`,
    findToken: keepToken(deployment, session, signal),
    end: async () => requireDone(await deployment.askAccounts("/delete-user", { session, body: { password } })),
  };
}

function requireSession({ url }: Deployment, { status, session, message }: AccountsAnswer, what: string): string {
  if (status === 404)
    throw new CheckError(`${url}/auth is not there: the accounts of Lockstep are, so is it another address?`);
  if (session === null) throw new CheckError(`${what}: ${status}, ${message.replace(/\.$/, "")}.`);
  return session;
}

function keepToken(deployment: Deployment, session: string, signal: AbortSignal): () => Promise<string> {
  let kept: { readonly token: string; readonly askedAt: number } | null = null;
  return async () => {
    if (kept !== null && performance.now() - kept.askedAt < freshFor) return kept.token;
    try {
      kept = { token: await fetchToken(deployment, session, signal), askedAt: performance.now() };
    } catch (error) {
      // The old one is still valid for some minutes.
      if (kept === null) throw error;
    }
    return kept.token;
  };
}

async function fetchToken(deployment: Deployment, session: string, signal: AbortSignal): Promise<string> {
  const { status, token, message } = await deployment.askAccounts("/token", { session, signal });
  if (token === null) throw new CheckError(`${deployment.url}/auth/token gives no token: ${status}, ${message}.`);
  return token;
}

function requireDone({ status, message }: AccountsAnswer): void {
  if (status !== 200) throw new CheckError(`${status}, ${message}`);
}

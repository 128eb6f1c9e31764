import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { vi } from "vitest";
import { createMailer, type Mailer } from "../../src/mail/mailer.ts";
import { type AuthServer, startAuthServer } from "../support/auth-server.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import { createTestDatabase } from "../support/postgres.ts";

export const password = "correct horse";
export const newPassword = "battery staple";

/** Subject of the e-mail that asks to confirm an address. */
export const confirm = "Confirm your address";

/** A server that sends mail, with those who sign up there. */
export interface MailScene {
  readonly databaseUrl: string;
  readonly server: AuthServer;
  readonly mailServer: MailServer;
  /** The subjects of what was sent to each address. */
  readonly sent: ReadonlyMap<string, readonly string[]>;
  ask(path: string, body: object): Promise<Answer>;
  signUp(email: string, chosen?: string, name?: string): Promise<Answer>;
  signIn(email: string, known?: string): Promise<Answer>;
  verify(token: string): Promise<Answer>;
  reset(token: string, chosen?: string): Promise<Answer>;
  /** Asks for a new password; the token that came by mail. */
  forget(email: string): Promise<string>;
  /** The address of a new account. */
  signUpUnverified(): Promise<string>;
  signUpVerified(): Promise<string>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly cookies: readonly string[];
  /** Credential of a session that was opened. */
  readonly session: string | null;
}

export async function createMailScene(): Promise<MailScene> {
  const database = await createTestDatabase();
  const mailServer = await startMailServer();
  const mailer = createSender(mailServer.url);
  const sent = new Map<string, string[]>();
  const { send } = mailer;
  vi.spyOn(mailer, "send").mockImplementation((address, letter) => {
    sent.set(address, [...(sent.get(address) ?? []), letter.subject]);
    send(address, letter);
  });
  const server = await startAuthServer(database.url, null, mailer);

  const ask: MailScene["ask"] = async (path, body) => read(await server.post(path, body));
  const signUp: MailScene["signUp"] = (email, chosen = password, name = "Ann") =>
    ask("/auth/sign-up/email", { name, email, password: chosen });
  const verify: MailScene["verify"] = async (token) =>
    read(await fetch(`${server.url}/auth/verify-email?${new URLSearchParams({ token })}`));

  return {
    databaseUrl: database.url,
    server,
    mailServer,
    sent,
    ask,
    signUp,
    signIn: (email, known = password) => ask("/auth/sign-in/email", { email, password: known }),
    verify,
    reset: (token, chosen = newPassword) => ask("/auth/reset-password", { token, newPassword: chosen }),
    async forget(email) {
      await ask("/auth/request-password-reset", { email });
      return tokenOf((await mailServer.letter(email)).link("/reset-password"));
    },
    async signUpUnverified() {
      const email = someAddress();
      await signUp(email);
      await mailServer.letter(email);
      return email;
    },
    async signUpVerified() {
      const email = someAddress();
      await signUp(email);
      await verify(tokenOf((await mailServer.letter(email)).link("/verify-email")));
      return email;
    },
    async close() {
      await server.close();
      await mailer.close();
      await mailServer.close();
      await database.close();
    },
  };
}

export function createSender(smtpUrl: string): Mailer {
  const logger = pino({ level: "silent" });
  return createMailer({ smtpUrl, from: "The board <board@example.com>", mailsPerHour: 5, logger });
}

export function someAddress(): string {
  return `${randomUUID()}@example.com`;
}

export function tokenOf(link: string): string {
  return new URL(link).hash.slice(1);
}

/** Lets so many minutes pass for tokens, which look at the clock. */
export function letPass(minutes: number): void {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: now + minutes * 60_000 });
}

async function read(response: Response): Promise<Answer> {
  const body = (await response.json()) as Answer["body"];
  const session = response.headers.get("set-auth-token");
  return { status: response.status, body, cookies: response.headers.getSetCookie(), session };
}

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createMailer, type Mailer } from "../../src/mail/mailer.ts";
import { type AuthServer, startAuthServer } from "../support/auth-server.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let mailServer: MailServer;
let mailer: Mailer;
/** The subjects of what was sent to each address. */
const sent = new Map<string, string[]>();
let server: AuthServer;

beforeAll(async () => {
  database = await createTestDatabase();
  mailServer = await startMailServer();
  mailer = createSender(mailServer.url);
  const { send } = mailer;
  vi.spyOn(mailer, "send").mockImplementation((address, letter) => {
    sent.set(address, [...(sent.get(address) ?? []), letter.subject]);
    send(address, letter);
  });
  server = await startAuthServer(database.url, null, mailer);
});

afterAll(async () => {
  await server.close();
  await mailer.close();
  await mailServer.close();
  await database.close();
});

afterEach(() => {
  vi.useRealTimers();
});

const password = "correct horse";
const newPassword = "battery staple";
const confirm = "Confirm your address";

describe("who signs up", () => {
  it("is let in once the address is confirmed, and not before", async () => {
    const email = someAddress();
    const answer = await signUp(email);
    expect([answer.status, answer.body, answer.cookies]).toMatchObject([200, { token: null, user: { email } }, []]);
    const letter = await mailServer.letter(email);
    expect(letter).toMatchObject({ from: '"The board" <board@example.com>', subject: confirm });

    expect((await signIn(email)).body).toMatchObject({ code: "EMAIL_NOT_VERIFIED" });
    expect(await verify(tokenOf(letter.link("/verify-email")))).toMatchObject({ status: 200, cookies: [] });
    expect(await signIn(email)).toMatchObject({ status: 200, body: { user: { email, emailVerified: true } } });
  });

  it("leads with a link to the page of the public address, whose token browsers send to nobody", async () => {
    const email = someAddress();
    await signUp(email);
    const { origin, pathname, search, hash } = new URL((await mailServer.letter(email)).link("/verify-email"));
    expect({ origin, pathname, search }).toEqual({
      origin: "http://localhost:4000",
      pathname: "/verify-email",
      search: "",
    });
    expect(hash).toMatch(/^#[\w.-]+$/);
  });

  it("cannot have others write to strangers", async () => {
    const email = someAddress();
    await signUp(email, password, "You won: https://evil.example");
    expect((await mailServer.letter(email)).text).not.toMatch(/won|evil/);
  });

  it("is answered alike whether the address has an account or not; only its owner is told", async () => {
    const [fresh, verified, unverified] = [someAddress(), await signUpVerified(), await signUpUnverified()];
    const answers = [await signUp(fresh, newPassword), await signUp(verified, newPassword)];
    answers.push(await signUp(unverified, newPassword));
    expect(answers.map(({ status, cookies }) => [status, cookies])).toEqual(answers.map(() => [200, []]));
    expect(new Set(answers.map(({ body }) => shapeOf(body))).size).toBe(1);

    expect((await mailServer.letter(fresh)).subject).toBe(confirm);
    for (const email of [verified, unverified]) {
      const letter = await mailServer.letter(email);
      expect(letter.subject).toBe("You have an account already");
      expect([letter.link("/sign-in"), letter.link("/forgot-password")]).toEqual(expect.any(Array));
    }
    expect((await signIn(verified, newPassword)).status).toBe(401);
    expect((await signIn(verified)).status).toBe(200);
  });
});

describe("a link that confirms an address", () => {
  it("holds once", async () => {
    const email = someAddress();
    await signUp(email);
    const token = tokenOf((await mailServer.letter(email)).link("/verify-email"));
    expect((await verify(token)).status).toBe(200);
    expect(await verify(token)).toMatchObject({ status: 401, body: { message: "This link was used before." } });
  });

  it("holds for 24 hours", async () => {
    const email = someAddress();
    await signUp(email);
    const token = tokenOf((await mailServer.letter(email)).link("/verify-email"));
    letPass(24 * 60 + 1);
    expect(await verify(token)).toMatchObject({ status: 401, body: { code: "TOKEN_EXPIRED" } });
    letPass(-2);
    expect((await verify(token)).status).toBe(200);
  });

  it("is none when it was made up, or made for an account that is gone", async () => {
    const email = someAddress();
    await signUp(email);
    const token = tokenOf((await mailServer.letter(email)).link("/verify-email"));
    await server.database.prisma.authUser.delete({ where: { email } });
    await signUp(email);
    for (const none of [token, `${token}x`, "", "none"]) expect((await verify(none)).status).toBe(401);
    expect((await signIn(email)).body).toMatchObject({ code: "EMAIL_NOT_VERIFIED" });
  });

  it("can be asked for again, with the same answer for addresses that have none", async () => {
    const [stranger, verified, unverified] = [someAddress(), await signUpVerified(), await signUpUnverified()];
    const emails = [stranger, verified, unverified];
    const answers = await Promise.all(emails.map((email) => ask("/auth/send-verification-email", { email })));
    expect(answers).toEqual(answers.map(() => ({ status: 200, body: { status: true }, cookies: [] })));
    const letter = await mailServer.letter(unverified);
    expect((await verify(tokenOf(letter.link("/verify-email")))).status).toBe(200);
    expect(sent.has(stranger)).toBe(false);
    expect(sent.get(verified)).toEqual([confirm]);
  });

  it("comes again with the first sign-in that knows the password, and with no other", async () => {
    const [stranger, unverified] = [someAddress(), await signUpUnverified()];
    const refusals = await Promise.all([signIn(stranger, "wrong horse"), signIn(unverified, "wrong horse")]);
    expect(refusals[0]).toEqual(refusals[1]);
    expect(refusals[0]?.status).toBe(401);
    expect([sent.get(stranger), sent.get(unverified)]).toEqual([undefined, [confirm]]);
    expect((await signIn(unverified)).status).toBe(403);
    expect((await mailServer.letter(unverified)).subject).toBe(confirm);
  });
});

describe("who forgot the password", () => {
  it("chooses a new one by mail, which ends all sessions", async () => {
    const email = await signUpVerified();
    const sessions = [await signIn(email), await signIn(email)].map(({ body }) => `Bearer ${body["token"]}`);
    const token = await forget(email);
    expect(await reset(token)).toMatchObject({ status: 200, cookies: [] });
    for (const authorization of sessions) {
      expect((await fetch(`${server.url}/auth/token`, { headers: { authorization } })).status).toBe(401);
    }
    expect((await signIn(email)).status).toBe(401);
    expect((await signIn(email, newPassword)).status).toBe(200);
  });

  it("has with it confirmed the address, whoever signed up with it", async () => {
    const email = await signUpUnverified();
    await reset(await forget(email));
    expect((await signIn(email)).status).toBe(401);
    expect((await signIn(email, newPassword)).status).toBe(200);
  });

  it("gets the answer that everybody gets", async () => {
    const [stranger, known] = [someAddress(), await signUpVerified()];
    const answers = await Promise.all([stranger, known].map((email) => ask("/auth/request-password-reset", { email })));
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(200);
    expect((await mailServer.letter(known)).subject).toBe("Choose a new password");
    expect(sent.has(stranger)).toBe(false);
  });

  it("uses a link once, however many try at the same moment, and with it all that were sent before", async () => {
    const email = await signUpVerified();
    const [older, token] = [await forget(email), await forget(email)];
    const attempts = await Promise.all([1, 2, 3].map((n) => reset(token, `${newPassword} ${n}`)));
    expect(attempts.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    for (const spent of [token, older]) {
      expect(await reset(spent, password)).toMatchObject({ status: 400, body: { code: "INVALID_TOKEN" } });
    }
    const winner = attempts.findIndex(({ status }) => status === 200) + 1;
    expect((await signIn(email, `${newPassword} ${winner}`)).status).toBe(200);
  });

  it("has an hour", async () => {
    const [early, late] = [await forget(await signUpVerified()), await forget(await signUpVerified())];
    letPass(59);
    expect((await reset(early)).status).toBe(200);
    letPass(2);
    expect(await reset(late)).toMatchObject({ status: 400, body: { code: "INVALID_TOKEN" } });
  });

  it("keeps the link when the new password is too short", async () => {
    const token = await forget(await signUpVerified());
    expect(await reset(token, "short")).toMatchObject({ status: 400, body: { code: "PASSWORD_TOO_SHORT" } });
    expect((await reset(token)).status).toBe(200);
  });

  it("has a link that the database does not tell", async () => {
    const token = await forget(await signUpVerified());
    const stored = await server.database.prisma.authVerification.findMany();
    expect(stored.length).toBeGreaterThan(0);
    expect(JSON.stringify(stored)).not.toContain(token);
  });
});

it("A mail server that never answers holds nobody up, and what it lost can be asked for again", async () => {
  const silent = createServer();
  const connected = once(silent, "connection");
  await once(silent.listen(0, "127.0.0.1"), "listening");
  const { port } = silent.address() as AddressInfo;
  const sender = createSender(`smtp://127.0.0.1:${port}`);
  const held = await startAuthServer(database.url, null, sender);
  const email = someAddress();
  const person = { name: "Ann", email, password };

  expect((await held.post("/auth/sign-up/email", person)).status).toBe(200);
  const [socket] = await connected;
  // Had the answer waited for the mail, it would have been given up by now.
  expect(socket.destroyed).toBe(false);
  socket.destroy();
  await once(silent.close(), "close");

  const back = await startMailServer({ port });
  expect((await held.post("/auth/send-verification-email", { email })).status).toBe(200);
  expect((await verify(tokenOf((await back.letter(email)).link("/verify-email")))).status).toBe(200);
  expect((await signIn(email)).status).toBe(200);
  await held.close();
  await sender.close();
  await back.close();
});

it("Without a mail server whoever signs up is let in at once, as ever, and nothing can be reset", async () => {
  const plain = await startAuthServer(database.url);
  const email = someAddress();
  const answer = await plain.post("/auth/sign-up/email", { name: "Ann", email, password });
  expect(await answer.json()).toMatchObject({ token: expect.any(String), user: { email } });
  expect((await plain.post("/auth/sign-up/email", { name: "Ann", email, password })).status).toBe(422);
  expect((await plain.post("/auth/request-password-reset", { email })).status).toBe(400);
  expect((await plain.post("/auth/send-verification-email", { email })).status).toBe(400);
  await plain.close();
});

it("An account that the server itself makes needs no mail", async () => {
  const email = someAddress();
  const attempts = [1, 2, 3].map(() => server.accounts.signUp({ name: "Demo", email, password }));
  const results = await Promise.all(attempts);
  expect(results.filter(({ created }) => created)).toHaveLength(1);
  expect((await signIn(email)).status).toBe(200);
  expect(sent.has(email)).toBe(false);
});

function createSender(smtpUrl: string): Mailer {
  return createMailer({
    smtpUrl,
    from: "The board <board@example.com>",
    lettersPerHour: 5,
    logger: pino({ level: "silent" }),
  });
}

function someAddress(): string {
  return `${randomUUID()}@example.com`;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly cookies: readonly string[];
}

async function read(response: Response): Promise<Answer> {
  const body = (await response.json()) as Answer["body"];
  return { status: response.status, body, cookies: response.headers.getSetCookie() };
}

async function ask(path: string, body: object): Promise<Answer> {
  return read(await server.post(path, body));
}

function signUp(email: string, chosen = password, name = "Ann"): Promise<Answer> {
  return ask("/auth/sign-up/email", { name, email, password: chosen });
}

function signIn(email: string, known = password): Promise<Answer> {
  return ask("/auth/sign-in/email", { email, password: known });
}

async function verify(token: string): Promise<Answer> {
  return read(await fetch(`${server.url}/auth/verify-email?${new URLSearchParams({ token })}`));
}

function reset(token: string, chosen = newPassword): Promise<Answer> {
  return ask("/auth/reset-password", { token, newPassword: chosen });
}

/** Asks for a new password; the token that came by mail. */
async function forget(email: string): Promise<string> {
  await ask("/auth/request-password-reset", { email });
  return tokenOf((await mailServer.letter(email)).link("/reset-password"));
}

async function signUpUnverified(): Promise<string> {
  const email = someAddress();
  await signUp(email);
  await mailServer.letter(email);
  return email;
}

async function signUpVerified(): Promise<string> {
  const email = someAddress();
  await signUp(email);
  await verify(tokenOf((await mailServer.letter(email)).link("/verify-email")));
  return email;
}

function tokenOf(link: string): string {
  return new URL(link).hash.slice(1);
}

/** What of an answer does not depend on who asked: the keys in their order, and the kinds of values. */
function shapeOf(body: unknown): string {
  return JSON.stringify(body, (_key, value) => (typeof value === "object" ? value : typeof value));
}

/** Lets so many minutes pass for tokens, which look at the clock. */
function letPass(minutes: number): void {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: now + minutes * 60_000 });
}

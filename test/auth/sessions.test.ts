import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { administer } from "../support/administer.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import { post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { openConnection, openRawSocket, type RawSocket } from "../support/raw-socket.ts";
import { tokenOf } from "./mail-scene.ts";

vi.setConfig({ testTimeout: 60_000 });

/** Milliseconds after which a session is looked up again: at most twice this long a session that has ended is taken. */
const sessionInterval = 300;

const password = "correct horse";

let database: TestDatabase;
let mailServer: MailServer;
let here: Instance;
let elsewhere: Instance;
beforeAll(async () => {
  database = await createTestDatabase();
  mailServer = await startMailServer();
  const mail = { SMTP_URL: mailServer.url, MAIL_FROM: "board@example.com", PUBLIC_URL: "http://localhost:4000" };
  const start = () => startInstance(database.url, mail, { sessionInterval });
  [here, elsewhere] = await Promise.all([start(), start()]);
});
afterAll(async () => {
  await Promise.all([here.close(), elsewhere.close()]);
  await mailServer.close();
  await database.close();
});

describe("a session that ended on another instance", () => {
  it.each<[string, (account: Account) => Promise<unknown>]>([
    ["is signed out", ({ sessions: [session] }) => ask("/sign-out", {}, session)],
    ["is revoked", ({ sessions: [, other] }) => ask("/revoke-other-sessions", {}, other)],
    ["belongs to a deleted account", ({ sessions: [session] }) => ask("/delete-user", { password }, session)],
    ["has an owner who changes the password elsewhere", ({ sessions: [, other] }) => changePassword(other)],
    ["has an owner who resets the password", ({ email }) => resetPassword(email)],
  ])("is refused over HTTP, by new sockets and by open ones: one that %s", async (_how, end) => {
    const account = await openAccount(2);
    const token = await findToken(account.sessions[0]);
    const socket = await openConnection(here.url, token);
    // Known by now to the instance, which need not ask again for a while.
    expect(await findCode(token)).toBeUndefined();
    const response = await end(account);
    expect(response).toMatchObject({ status: 200 });
    await vi.waitFor(async () => expect(await findCode(token)).toBe("UNAUTHENTICATED"));
    expect(await socket.closed).toMatchObject({ code: 4401 });
    expect(await knock(token)).toMatchObject({ code: 4401 });
  });
});

describe("a session that changes the password", () => {
  it.each([{}, { revokeOtherSessions: true }, { revokeOtherSessions: false }])(
    "stays signed in, sockets included, and nobody else does: %j",
    async (wish) => {
      const { email, sessions } = await openAccount(3);
      const tokens = await Promise.all(sessions.map(findToken));
      const [own, ...others] = await Promise.all(tokens.map((token) => openConnection(here.url, token)));
      expect((await changePassword(sessions[0], wish)).status).toBe(200);
      for (const { closed } of others) expect(await closed).toMatchObject({ code: 4401 });
      // The look that closed the others would have closed this one.
      expect(await isAnswered(own)).toBe(true);
      expect(await findCode(tokens[0])).toBeUndefined();
      expect((await read("/token", sessions[0])).status).toBe(200);
      for (const session of sessions.slice(1)) expect((await read("/token", session)).status).toBe(401);
      expect((await signIn(email)).status).toBe(401);
      expect((await signIn(email, `${password}!`)).status).toBe(200);
      own?.terminate();
    },
  );

  it("signs nobody out with a wrong password", async () => {
    const { sessions } = await openAccount(2);
    const answer = await ask("/change-password", { currentPassword: "wrong", newPassword: password }, sessions[0]);
    expect(answer.status).toBe(400);
    for (const session of sessions) expect((await read("/token", session)).status).toBe(200);
  });
});

describe("the stored session", () => {
  const ways: [string, (stored: string) => Record<string, string>][] = [
    ["as Bearer", (stored) => ({ authorization: `Bearer ${stored}` })],
    ["as Bearer with an empty signature", (stored) => ({ authorization: `Bearer ${stored}.` })],
    ["as Bearer with a made-up signature", (stored) => ({ authorization: `Bearer ${stored}.${"A".repeat(43)}=` })],
    ["as cookie", (stored) => ({ cookie: `better-auth.session_token=${stored}` })],
    ["as cookie with a made-up signature", (stored) => ({ cookie: `better-auth.session_token=${stored}.AAAA` })],
  ];

  it.each(ways)("lets nobody in: %s", async (_how, toHeaders) => {
    const { sessions } = await openAccount(1);
    const rows = await administer(database.url, "SELECT token FROM auth_sessions");
    const stored = rows.map(({ token }) => String(token)).find((token) => sessions[0]?.startsWith(token));
    expect(stored).toEqual(expect.any(String));
    const headers = { "content-type": "application/json", ...toHeaders(String(stored)) };
    expect((await fetch(`${here.url}/auth/token`, { headers })).status).toBe(401);
    expect(await (await fetch(`${here.url}/auth/get-session`, { headers })).json()).toBeNull();
    await fetch(`${here.url}/auth/sign-out`, { method: "POST", headers, body: "{}" });
    expect((await read("/token", sessions[0])).status).toBe(200);
  });
});

interface Account {
  readonly email: string;
  /** Signed credentials of as many sessions as were asked for. */
  readonly sessions: readonly string[];
}

async function openAccount(count: number): Promise<Account> {
  const email = `${randomUUID()}@example.com`;
  await ask("/sign-up/email", { name: "Ann", email, password });
  const link = (await mailServer.letter(email)).link("/verify-email");
  await read(`/verify-email?${new URLSearchParams({ token: tokenOf(link) })}`);
  const answers = [];
  for (let opened = 0; opened < count; opened += 1) answers.push(await signIn(email));
  return { email, sessions: answers.map(({ headers }) => headers.get("set-auth-token") ?? "") };
}

function signIn(email: string, known = password): Promise<Response> {
  return ask("/sign-in/email", { email, password: known });
}

function changePassword(session: string | undefined, wish: object = {}): Promise<Response> {
  return ask("/change-password", { currentPassword: password, newPassword: `${password}!`, ...wish }, session);
}

async function resetPassword(email: string): Promise<Response> {
  await ask("/request-password-reset", { email });
  const token = tokenOf((await mailServer.letter(email)).link("/reset-password"));
  return ask("/reset-password", { token, newPassword: `${password}!` });
}

/** Posts to the accounts, at the instance that has nothing to do with the sockets. */
function ask(path: string, body: object, session?: string): Promise<Response> {
  const headers = { "content-type": "application/json", ...(session && { authorization: `Bearer ${session}` }) };
  return fetch(`${elsewhere.url}/auth${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

function read(path: string, session?: string): Promise<Response> {
  return fetch(`${elsewhere.url}/auth${path}`, { headers: session ? { authorization: `Bearer ${session}` } : {} });
}

async function findToken(session: string | undefined): Promise<string> {
  return ((await (await read("/token", session)).json()) as { token: string }).token;
}

/** The code with which a query is refused; undefined: it is answered. */
async function findCode(token: string | undefined): Promise<unknown> {
  const { errors } = await post(here.url, token, { query: "{ me { id } }" });
  return errors?.[0]?.extensions?.["code"];
}

/** Returns the close code of a new socket. */
async function knock(token: string): Promise<unknown> {
  const socket = await openRawSocket(here.url);
  socket.send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
  return socket.closed;
}

async function isAnswered(socket: RawSocket | undefined): Promise<boolean> {
  socket?.send({ id: "1", type: "subscribe", payload: { query: "{ me { id } }" } });
  return Object(await socket?.next()).type === "next";
}

import { randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccounts } from "../../src/server/auth/accounts.ts";
import { AUTH_SECRET, type AuthServer, PUBLIC_URL, startAuthServer } from "../support/auth-server.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let server: AuthServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startAuthServer(database.url);
});

afterAll(async () => {
  await server.close();
  await database.close();
});

const password = "correct horse";

async function signUp(name = "Ann", email = `${randomUUID()}@Example.com`) {
  const response = await server.post("/auth/sign-up/email", { name, email, password });
  expect(response.status).toBe(200);
  const { user } = (await response.json()) as { user: { id: string } };
  const cookie = response.headers.getSetCookie().map((line) => line.split(";")[0]);
  const session = `Bearer ${response.headers.get("set-auth-token")}`;
  return { email: email.toLowerCase(), accountId: user.id, session, cookie: cookie.join("; ") };
}

async function fetchToken(headers: Record<string, string>): Promise<string> {
  const response = await fetch(`${server.url}/auth/token`, { headers });
  expect(response.status).toBe(200);
  const { token } = (await response.json()) as { token: string };
  return token;
}

function findUser(accountId: string) {
  return server.database.prisma.user.findUnique({
    where: { issuer_subject: { issuer: "lockstep", subject: accountId } },
  });
}

describe("an account", () => {
  it("has its user from the sign-up on, with the e-mail in lower case", async () => {
    const { accountId, email } = await signUp();
    expect(await findUser(accountId)).toMatchObject({ email, name: "Ann", anonymizedAt: null });
  });

  it("gets a token of 15 minutes for its session, by cookie or as bearer", async () => {
    const { accountId, email, session, cookie } = await signUp();
    for (const headers of [{ authorization: session }, { cookie }]) {
      const token = await fetchToken(headers);
      const claims = decodeJwt(token);
      expect(claims).toMatchObject({ iss: "lockstep", aud: "lockstep", sub: accountId, email, name: "Ann" });
      expect(Number(claims.exp) - Number(claims.iat)).toBe(15 * 60);
      const stored = await server.database.prisma.authSession.findUnique({ where: { id: String(claims["sid"]) } });
      expect(stored).toMatchObject({ userId: accountId });
      expect(await server.viewer(token)).toMatchObject({ email, sessionId: claims["sid"] });
    }
  });

  it("signs in with its password alone", async () => {
    const { email } = await signUp();
    const signIn = (attempt: string) => server.post("/auth/sign-in/email", { email, password: attempt });
    expect((await signIn(password)).status).toBe(200);
    expect((await signIn("wrong horse")).status).toBe(401);
  });

  it("passes a new name on to its user, and no older token takes it back", async () => {
    const { accountId, session } = await signUp("Before");
    const olderToken = await fetchToken({ authorization: session });
    const response = await server.post("/auth/update-user", { name: "After" }, { authorization: session });
    expect(response.status).toBe(200);
    expect(await findUser(accountId)).toMatchObject({ name: "After" });
    expect(await server.viewer(olderToken)).toMatchObject({ name: "After" });
    expect(await findUser(accountId)).toMatchObject({ name: "After" });
  });

  it("leaves an anonymous user behind when it is deleted, whom its tokens no longer open", async () => {
    const { accountId, email, session } = await signUp();
    const token = await fetchToken({ authorization: session });
    const response = await server.post("/auth/delete-user", { password }, { authorization: session });
    expect(response.status).toBe(200);
    expect(await findUser(accountId)).toMatchObject({
      email: null,
      name: "Deleted user",
      anonymizedAt: expect.any(Date),
    });
    expect(await server.viewer(token)).toBe("The account of this token was deleted.");
    expect((await server.post("/auth/sign-in/email", { email, password })).status).toBe(401);
    const again = await signUp("Ann", email);
    expect(again.accountId).not.toBe(accountId);
  });

  it("is recorded with the address of its connection, not with one that the client makes up", async () => {
    const email = `${randomUUID()}@example.com`;
    const forged = { "x-forwarded-for": "203.0.113.9", "x-lockstep-client-address": "203.0.113.9" };
    const response = await server.post("/auth/sign-up/email", { name: "Ann", email, password }, forged);
    expect(response.status).toBe(200);
    const session = await server.database.prisma.authSession.findFirstOrThrow({ where: { user: { email } } });
    expect(session.ipAddress).toBe("127.0.0.1");
  });
});

describe("a page that signs in with cookies", () => {
  const attempt = async (origin: string) => {
    const { email } = await signUp();
    return server.post("/auth/sign-in/email", { email, password }, { origin });
  };

  it.each([PUBLIC_URL, "http://127.0.0.1:4000", "https://board.example"])("may come from %s", async (origin) => {
    expect((await attempt(origin)).status).toBe(200);
  });

  it.each(["https://evil.example", "http://localhost:4001", "null"])("may not come from %s", async (origin) => {
    expect((await attempt(origin)).status).toBe(403);
  });
});

describe("bad input", () => {
  const person = { name: "Ann", email: "bad-input@example.com", password };
  const bodies: [what: string, body: unknown, status: number, message: RegExp][] = [
    ["invalid JSON", '{"name":', 400, /JSON/],
    ["no object", "[]", 400, /expected object/],
    ["NUL in the name", { ...person, name: "An\0n" }, 400, /NUL/],
    ["a lone surrogate in the name", { ...person, name: "Ann\ud800" }, 400, /surrogate/],
    ["NUL in the e-mail", { ...person, email: "bad\0@example.com" }, 400, /NUL/],
    ["a lone surrogate in the password", { ...person, password: `${password}\udfff` }, 400, /surrogate/],
    ["NUL in a field that nobody knows", { ...person, more: [{ "a\0": 1 }] }, 400, /NUL/],
    ["an empty name", { ...person, name: "  " }, 400, /name .* 1 to 200/],
    ["a long name", { ...person, name: "n".repeat(201) }, 400, /name .* 1 to 200/],
    ["a name that is no text", { ...person, name: 5 }, 400, /name .* text/],
    ["a long e-mail", { ...person, email: `${"e".repeat(250)}@example.com` }, 400, /email .* 1 to 254/],
    ["no e-mail address", { ...person, email: "bad-input" }, 400, /email/],
    ["a short password", { ...person, password: "short" }, 400, /too short/],
    ["a long password", { ...person, password: "p".repeat(129) }, 400, /^Password is longer than 128 characters\.$/],
    ["a body over 1 MiB", { ...person, name: "n".repeat(1_048_576) }, 413, /too large/],
  ];

  it.each(bodies)("%s is refused and nothing is written", async (_what, body, status, message) => {
    const { authUser, user } = server.database.prisma;
    const before = [await authUser.count(), await user.count()];
    const response = await server.post("/auth/sign-up/email", body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ message: expect.stringMatching(message) });
    expect([await authUser.count(), await user.count()]).toEqual(before);
    expect((await fetch(`${server.url}/auth/ok`)).status).toBe(200);
  });

  it.each([{ name: 5 }, { image: 5 }, { name: "\0" }])("%j is refused as a change too", async (change) => {
    const { session } = await signUp();
    expect((await server.post("/auth/update-user", change, { authorization: session })).status).toBe(400);
  });

  it.each(["abc%00def", "%00.%00", "abc%ED%A0%80", "\u00ff"])("the session %j is none", async (session) => {
    const headers = { authorization: `Bearer ${session}` };
    expect((await fetch(`${server.url}/auth/token`, { headers })).status).toBe(401);
  });
});

describe("for the first start", () => {
  it("signs up once, however many try at the same moment, and keeps the password", async () => {
    const email = `${randomUUID()}@example.com`;
    const attempts = [1, 2, 3].map((n) =>
      server.accounts.signUp({ name: "Demo", email, password: `${password} ${n}` }),
    );
    const results = await Promise.all(attempts);
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(results.map(({ userId }) => userId)).size).toBe(1);
    const winner = results.findIndex(({ created }) => created) + 1;
    const signIn = await server.post("/auth/sign-in/email", { email, password: `${password} ${winner}` });
    expect(signIn.status).toBe(200);
  });

  it("issues a token of 12 hours for a session of its own", async () => {
    const { email, accountId } = await signUp();
    const token = await server.accounts.issueToken({ email, lifetimeSeconds: 12 * 3_600 });
    const { iat, exp, sid, sub } = decodeJwt(token);
    expect(sub).toBe(accountId);
    expect(Number(exp) - Number(iat)).toBe(12 * 3_600);
    const session = await server.database.prisma.authSession.findUniqueOrThrow({ where: { id: String(sid) } });
    expect(session.expiresAt.getTime()).toBe(Number(exp) * 1_000);
    expect(await server.viewer(token)).toMatchObject({ email, sessionId: sid });
  });

  it("says so when the secret is not the one of the database", async () => {
    const { prisma, pool } = server.database;
    const config = {
      prisma,
      pool,
      publicUrl: PUBLIC_URL,
      trustedOrigins: [],
      mailer: null,
      signUps: "open" as const,
      logger: pino({ level: "silent" }),
    };
    await expect(createAccounts({ ...config, secret: `${AUTH_SECRET}!` })).rejects.toThrow(/^AUTH_SECRET is not/);
    await expect(createAccounts({ ...config, secret: AUTH_SECRET })).resolves.toBeDefined();
  });
});

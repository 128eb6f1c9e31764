import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { UnauthenticatedError } from "../../src/errors/expected-error.ts";
import { createAuthenticate } from "../../src/server/auth/authenticate.ts";
import { createTokenVerifier } from "../../src/server/auth/token-verifier.ts";
import { type AuthServer, startAuthServer } from "../support/auth-server.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

const ISSUER = "https://issuer.example";
const AUDIENCE = "board";

const logger = pino({ level: "silent" });

let database: TestDatabase;
let keys: GenerateKeyPairResult;
let otherKeys: GenerateKeyPairResult;
let keyServer: Server;
let jwksUrl: string;
let server: AuthServer;

beforeAll(async () => {
  database = await createTestDatabase();
  keys = await generateKeyPair("EdDSA");
  otherKeys = await generateKeyPair("ES256");
  const jwks = {
    keys: [
      { ...(await exportJWK(keys.publicKey)), kid: "outside-key", alg: "EdDSA" },
      { ...(await exportJWK(otherKeys.publicKey)), kid: "other-key", alg: "ES256" },
    ],
  };
  keyServer = createServer((_request, response) => response.end(JSON.stringify(jwks)));
  await new Promise<void>((resolve) => keyServer.listen(0, "127.0.0.1", resolve));
  jwksUrl = `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/jwks.json`;
  server = await startAuthServer(database.url, { keys: { jwksUrl }, issuer: ISSUER, audience: AUDIENCE });
});

afterAll(async () => {
  await server.close();
  keyServer.close();
  await database.close();
});

let subject: string;
beforeEach(() => {
  subject = randomUUID();
});

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

/** A valid token of the outside issuer, but for what is given. */
function sign(
  claims: Record<string, unknown> = {},
  { alg = "EdDSA", kid = "outside-key", key = keys.privateKey } = {},
): Promise<string> {
  const payload = { iss: ISSUER, aud: AUDIENCE, sub: subject, exp: inSeconds(600), ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(key);
}

async function ownToken(): Promise<{ token: string; userId: string; accountId: string }> {
  const email = `${randomUUID()}@example.com`;
  const { userId } = await server.accounts.signUp({ name: "Own", email, password: "correct horse" });
  const { subject: accountId } = await server.database.prisma.user.findUniqueOrThrow({ where: { id: userId } });
  return { token: await server.accounts.issueToken({ email, lifetimeSeconds: 600 }), userId, accountId };
}

function usersOf(subject: string) {
  return server.database.prisma.user.findMany({ where: { subject }, orderBy: { createdAt: "asc" } });
}

/** Counts the connections that the pool handed out, each for a statement, during a task. */
async function countStatements(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const increment = () => {
    count += 1;
  };
  server.database.pool.on("acquire", increment);
  await work();
  server.database.pool.off("acquire", increment);
  return count;
}

describe("credentials", () => {
  it("may be absent", async () => {
    expect(await server.viewer()).toBeNull();
  });

  it.each(["Basic YTpi", "Bearer", "Bearer a b", "token"])("are refused when they read %j", async (authorization) => {
    const response = await fetch(`${server.url}/viewer`, { headers: { authorization } });
    expect(await response.json()).toEqual({ viewer: 'The authorization must read "Bearer <token>".' });
  });

  it("may write the scheme in any case", async () => {
    const response = await fetch(`${server.url}/viewer`, { headers: { authorization: `bEARER ${await sign()}` } });
    expect(await response.json()).toMatchObject({ viewer: { name: "Unnamed" } });
  });
});

describe("a token of the outside issuer", () => {
  it("makes its user at first sight and finds it again", async () => {
    const exp = inSeconds(600);
    const first = await server.viewer(await sign({ exp, email: "Olga@Example.com", name: "Olga" }));
    const [user, ...others] = await usersOf(subject);
    expect(others).toEqual([]);
    expect(user).toMatchObject({ issuer: ISSUER, email: "olga@example.com", name: "Olga" });
    expect(first).toEqual({
      userId: user?.id,
      email: "olga@example.com",
      name: "Olga",
      expiresAt: (exp + 5) * 1_000,
      sessionId: null,
      access: null,
    });
    expect(await server.viewer(await sign({ iat: 1 }))).toMatchObject({ userId: user?.id, name: "Olga" });
  });

  it.each([
    [{}, null, "Unnamed"],
    [{ email: "Pia@Example.com" }, "pia@example.com", "pia"],
    [{ name: "N\0u\ud800l", email: "nu\0l@example.com" }, null, "Nul"],
    [{ name: "\0", email: "nobody" }, null, "Unnamed"],
    [{ name: 5, email: ["a@b.c"], sid: "not own" }, null, "Unnamed"],
    [{ name: `${"n".repeat(199)}😀` }, null, "n".repeat(199)],
    [{ email: `${"e".repeat(250)}@example.com` }, null, "Unnamed"],
  ])("with %j gives e-mail %j and name %j", async (claims, email, name) => {
    expect(await server.viewer(await sign(claims))).toMatchObject({ email, name, sessionId: null });
  });

  it("brings a new e-mail and name along", async () => {
    const first = await server.viewer(await sign({ email: "old@example.com", name: "Old" }));
    const second = await server.viewer(await sign({ email: "new@example.com", name: "New" }));
    expect(second).toEqual({ ...Object(first), email: "new@example.com", name: "New", expiresAt: expect.any(Number) });
  });

  const bad: [what: string, sentence: string, token: () => Promise<string> | string][] = [
    ["has expired", "The token has expired.", () => sign({ exp: inSeconds(-6) })],
    ["is not valid yet", "The token is not valid yet.", () => sign({ nbf: inSeconds(60) })],
    [
      "is from the future",
      "The token was issued in the future. Compare the clocks of its issuer and this server.",
      () => sign({ iat: inSeconds(10) }),
    ],
    ["has no number in iat", 'The claim "iat" of the token is malformed.', () => sign({ iat: "today" })],
    ["lacks exp", 'The token lacks the claim "exp".', () => sign({ exp: undefined })],
    ["lacks sub", 'The token lacks the claim "sub".', () => sign({ sub: undefined })],
    ["comes from elsewhere", "The token comes from another issuer.", () => sign({ iss: "https://other.example" })],
    ["lacks iss", 'The token lacks the claim "iss".', () => sign({ iss: undefined })],
    ["is for others", "The token is meant for another audience.", () => sign({ aud: "other" })],
    ["has NUL in sub", 'The claim "sub" of the token is malformed.', () => sign({ sub: "a\0b" })],
    ["has a lone surrogate in sub", 'The claim "sub" of the token is malformed.', () => sign({ sub: "a\ud800" })],
    ["has an empty sub", 'The claim "sub" of the token is malformed.', () => sign({ sub: "" })],
    ["has a long sub", 'The claim "sub" of the token is malformed.', () => sign({ sub: "s".repeat(256) })],
    ["has no number in exp", 'The claim "exp" of the token is malformed.', () => sign({ exp: "tomorrow" })],
  ];

  it.each(bad)("which %s is refused: %s", async (_what, sentence, token) => {
    expect(await server.viewer(await token())).toBe(sentence);
    expect(await usersOf(subject)).toEqual([]);
  });

  it.each([
    ["expired 2 s ago", "exp", -2],
    ["begins in 4 s", "nbf", 4],
    ["was issued in 4 s", "iat", 4],
  ])("which %s is accepted, since clocks differ", async (_what, claim, seconds) => {
    expect(await server.viewer(await sign({ [claim]: inSeconds(seconds) }))).toMatchObject({ name: "Unnamed" });
  });

  it("is refused from the moment it expires, though it was known before", async () => {
    const token = await sign({ exp: inSeconds(-1) });
    expect(await server.viewer(token)).toMatchObject({ name: "Unnamed" });
    await vi.waitFor(async () => expect(await server.viewer(token)).toBe("The token has expired."));
    expect(await usersOf(subject)).toHaveLength(1);
  });

  it("is verified with a shared secret where one is set, under a fixed name of the issuer", async () => {
    const { prisma } = server.database;
    const secret = "a shared secret of 32 characters or more";
    const verifyToken = createTokenVerifier({ prisma, outside: { keys: { secret } }, logger });
    const authenticate = createAuthenticate({ prisma, verifyToken });
    const signWith = (text: string, alg = "HS256") =>
      new SignJWT({ sub: subject, exp: inSeconds(600), iss: "lockstep", aud: "lockstep", sid: "made up" })
        .setProtectedHeader({ alg })
        .sign(new TextEncoder().encode(text));

    expect(await authenticate(`Bearer ${await signWith(secret)}`)).toMatchObject({ sessionId: null });
    expect(await usersOf(subject)).toMatchObject([{ issuer: "outside" }]);
    await expect(signWith(`${secret}!`).then((token) => authenticate(`Bearer ${token}`))).rejects.toThrow(
      /accepted key/,
    );
    await expect(signWith(secret, "HS512").then((token) => authenticate(`Bearer ${token}`))).rejects.toThrow(
      UnauthenticatedError,
    );
    expect(() => createTokenVerifier({ prisma, outside: { keys: { secret }, issuer: "lockstep" }, logger })).toThrow(
      /lockstep/,
    );
  });
});

describe("a token that no accepted key signed is refused", () => {
  const tokens: [what: string, token: () => Promise<string> | string][] = [
    ["alg: none", () => new UnsecuredJWT({ iss: ISSUER, aud: AUDIENCE, sub: subject, exp: inSeconds(600) }).encode()],
    ["a stranger's key", async () => sign({}, { key: (await generateKeyPair("EdDSA")).privateKey })],
    ["an unknown key id", () => sign({}, { kid: "unknown" })],
    ["a changed payload", async () => swapPayload(await sign(), await sign({ sub: randomUUID() }))],
    ["a changed payload of its own", async () => swapPayload((await ownToken()).token, (await ownToken()).token)],
    ["garbage", () => "garbage"],
    ["three parts of garbage", () => "a.b.c"],
    ["8 KiB and more", () => sign({ name: "n".repeat(8_192) })],
    ["the public key taken for a shared secret", signWithPublicKey],
  ];

  it.each(tokens)("%s", async (_what, token) => {
    const sentence = "The token is malformed or not signed with an accepted key.";
    expect(await server.viewer(await token())).toBe(sentence);
    expect(await usersOf(subject)).toEqual([]);
  });

  function swapPayload(token: string, other: string): string {
    return token
      .split(".")
      .with(1, String(other.split(".")[1]))
      .join(".");
  }

  async function signWithPublicKey(): Promise<string> {
    const publicKey = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)));
    const payload = { iss: ISSUER, aud: AUDIENCE, sub: subject, exp: inSeconds(600) };
    return new SignJWT(payload).setProtectedHeader({ alg: "HS256", kid: "outside-key" }).sign(publicKey);
  }
});

describe("the two issuers", () => {
  it("are told apart by the key, whatever a token claims", async () => {
    const { accountId } = await ownToken();
    const own = { iss: "lockstep", aud: "lockstep", sub: accountId };
    const { id: ownKeyId } = await server.database.prisma.authJwks.findFirstOrThrow();
    expect(await server.viewer(await sign(own))).toBe("The token comes from another issuer.");
    expect(await server.viewer(await sign(own, { kid: ownKeyId }))).toMatch(/not signed with an accepted key/);
  });

  it("may name the same subject and mean two users", async () => {
    const { token, userId, accountId } = await ownToken();
    const outside = await server.viewer(await sign({ sub: accountId }));
    expect(await server.viewer(token)).toMatchObject({ userId, sessionId: expect.any(String) });
    expect(outside).toMatchObject({ userId: expect.not.stringMatching(userId), sessionId: null });
    expect(await usersOf(accountId)).toMatchObject([{ issuer: "lockstep" }, { issuer: ISSUER }]);
  });
});

describe("at the database", () => {
  it("twenty first uses at the same moment give one user", async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, n) => sign({ jti: String(n), name: "Many" })));
    const viewers = await Promise.all(tokens.map((token) => server.viewer(token)));
    const [user, ...others] = await usersOf(subject);
    expect(others).toEqual([]);
    expect(viewers).toEqual(tokens.map(() => expect.objectContaining({ userId: user?.id, name: "Many" })));
  });

  it("a known token costs nothing, a new one of a known user writes nothing", async () => {
    const rowVersion = () => server.database.pool.query("SELECT xmin, ctid FROM users WHERE subject = $1", [subject]);
    // Its algorithm is that of no own key, so that the own keys are not read again in between.
    const key = { alg: "ES256", kid: "other-key", key: otherKeys.privateKey };
    const [first, second] = [await sign({ name: "Known" }, key), await sign({ name: "Known", jti: "2" }, key)];
    expect(await countStatements(() => server.viewer(first))).toBe(1);
    const { rows } = await rowVersion();
    expect(rows).toHaveLength(1);
    expect(await countStatements(() => Promise.all([server.viewer(first), server.viewer(first)]))).toBe(0);
    expect(await countStatements(() => Promise.all([server.viewer(second), server.viewer(second)]))).toBe(1);
    expect((await rowVersion()).rows).toEqual(rows);
  });

  it("made-up key ids cost one read in five seconds, and a new key is found after", async () => {
    const { prisma } = server.database;
    const verifyToken = createTokenVerifier({ prisma, outside: null, logger });
    const newKey = await generateKeyPair("EdDSA", { extractable: true });
    const newKeyId = randomUUID();
    const token = await sign(
      { iss: "lockstep", aud: "lockstep", sid: randomUUID() },
      { kid: newKeyId, key: newKey.privateKey },
    );
    const refused = async (attempt: string) => expect(verifyToken(attempt)).rejects.toThrow(UnauthenticatedError);

    const madeUp = await Promise.all(Array.from({ length: 20 }, (_, n) => sign({}, { kid: `made up ${n}` })));
    expect(await countStatements(() => Promise.all(madeUp.map(refused)))).toBe(1);
    const publicKey = JSON.stringify(await exportJWK(newKey.publicKey));
    const row = { id: newKeyId, publicKey, privateKey: "", alg: "EdDSA", createdAt: new Date(0) };
    await prisma.authJwks.create({ data: row });
    expect(await countStatements(() => refused(token))).toBe(0);

    const later = performance.now() + 5_000;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => later);
    expect(await verifyToken(token)).toMatchObject({ issuer: "lockstep", subject });
    clock.mockRestore();
  });
});

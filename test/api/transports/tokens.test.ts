import { SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRecordingLogger } from "../../bus/recording-logger.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { openRawSocket } from "../../support/raw-socket.ts";
import { readTables } from "../../support/read-tables.ts";
import { signToken } from "../../support/sign-token.ts";

const { logger, lines } = createRecordingLogger();
let database: TestDatabase;
let instance: Instance;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, {}, {}, logger);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;
const malformed = /malformed or not signed with an accepted key/;
const claims = { sub: "mallory", exp: inSeconds(600) };

describe("a token that does not hold is refused alike over HTTP and WebSocket, and makes no user", () => {
  const cases: readonly (readonly [what: string, token: () => string | Promise<string>, sentence: RegExp])[] = [
    ["is garbage", () => "garbage", malformed],
    ["is three parts of garbage", () => "a.b.c", malformed],
    ["is cut", async () => (await signToken("mallory")).slice(0, -2), malformed],
    ["has a changed payload", changePayload, malformed],
    ["is signed with another secret", () => sign("HS256", "another secret of 32 characters or more"), malformed],
    ["is signed with another algorithm", () => sign("HS512"), malformed],
    ["is not signed (alg: none)", () => new UnsecuredJWT(claims).encode(), malformed],
    ["is longer than 8 KiB", () => signToken("mallory", { name: "x".repeat(8_192) }), malformed],
    ["never expires", () => signToken("mallory", { exp: undefined }), /lacks the claim "exp"/],
    ["has no subject", () => signToken(""), /claim "sub" of the token is malformed/],
    ["has a subject with NUL", () => signToken("mal\0lory"), /claim "sub" of the token is malformed/],
    ["is not valid yet", () => signToken("mallory", { nbf: inSeconds(600) }), /not valid yet/],
    ["has expired", () => signToken("mallory", { exp: inSeconds(-1) }), /has expired/],
  ];

  it.each(cases)("one that %s", async (_what, makeToken, sentence) => {
    const before = await readTables(database.url);
    const token = await makeToken();

    const response = await fetch(`${instance.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: "{ me { id } }" }),
    });
    expect(response.status).toBe(401);
    const { errors } = (await response.json()) as { errors: unknown };
    const refusal = { message: expect.stringMatching(sentence), extensions: { code: "UNAUTHENTICATED" } };
    expect(errors).toEqual([refusal]);

    const socket = await openRawSocket(instance.url);
    socket.send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
    const code = sentence.source === "has expired" ? 4403 : 4401;
    expect(await socket.closed).toEqual({ code, reason: expect.stringMatching(sentence) });

    expect(await readTables(database.url)).toEqual(before);
    expect(lines).toEqual([]);
  });
});

function sign(alg: string, secret = "the secret of the outside issuer in tests"): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
}

async function changePayload(): Promise<string> {
  const [header, , signature] = (await signToken("mallory")).split(".");
  return [header, new UnsecuredJWT({ ...claims, sub: "ada" }).encode().split(".")[1], signature].join(".");
}

import { randomUUID } from "node:crypto";
import { SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createRecordingLogger } from "../../engine/bus/recording-logger.ts";
import { administer } from "../../support/administer.ts";
import { createProject, createTasks } from "../../support/board.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { range } from "../../support/range.ts";
import { openConnection, openRawSocket, type RawSocket } from "../../support/raw-socket.ts";
import { readTables } from "../../support/read-tables.ts";
import { subscribeResuming } from "../../support/resuming-subscriber.ts";
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
    ["was issued in the future", () => signToken("mallory", { iat: inSeconds(10) }), /issued in the future/],
    ["has expired", () => signToken("mallory", { exp: inSeconds(-6) }), /has expired/],
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
    const isExpired = sentence.source === "has expired";
    const expiry = isExpired ? { expired: true } : {};
    const extensions = { code: "UNAUTHENTICATED", ...expiry, requestId: expect.any(String) };
    expect(errors).toEqual([{ message: expect.stringMatching(sentence), extensions }]);

    const socket = await openRawSocket(instance.url);
    socket.send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
    const code = isExpired ? 4403 : 4401;
    expect(await socket.closed).toEqual({ code, reason: expect.stringMatching(sentence) });

    expect(await readTables(database.url)).toEqual(before);
    expect(lines).toEqual([]);
  });
});

it("on expiry ends a subscription with 4403, which a fresh one resumes without a loss", async () => {
  const ada = await instance.person("ada");
  const projectId = await createProject(ada);
  // Clocks may differ by 5 s.
  const tokens = [signToken("ada", { exp: inSeconds(-1) })];
  const findToken = async () => (await tokens.shift()) ?? ada.token;
  const subscriber = subscribeResuming({ projectId, since: 0, findUrl: () => instance.url, findToken });
  let seq = 1;
  while (subscriber.closings.length === 0) seq = await createTasks(ada, projectId, 1);
  seq = await createTasks(ada, projectId, 5);
  await subscriber.reach(seq);
  expect(subscriber.closings).toMatchObject([{ code: 4403 }]);
  expect(subscriber.seqs).toEqual(range(1, seq));
  expect(subscriber.resyncs).toEqual([]);
  await subscriber.leave();
  expect(lines).toEqual([]);
});

describe("a session that is signed out on another instance", () => {
  /** Milliseconds for which its sockets may stay open. */
  const limit = 30_000;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    return () => {
      vi.useRealTimers();
    };
  });

  it("closes its sockets here with 4401, and no others, though the sweep could not reach the database", async () => {
    const { logger: loggerHere, lines: linesHere } = createRecordingLogger();
    const here = await startInstance(database.url, {}, {}, loggerHere);
    const [leaving, staying] = await Promise.all([signUp(), signUp()]);
    const sockets = await Promise.all(
      [leaving, leaving, staying].map(async ({ token }) => openConnection(here.url, token)),
    );
    await administer(database.url, "ALTER TABLE auth_sessions RENAME TO elsewhere");
    await vi.advanceTimersByTimeAsync(limit);
    await vi.waitFor(() =>
      expect(linesHere[0]).toMatchObject({ msg: "The watch over ended sessions failed unforeseen." }),
    );
    expect(await ask(sockets[0])).toMatchObject({ type: "next" });
    await administer(database.url, "ALTER TABLE elsewhere RENAME TO auth_sessions");
    await leaving.signOut();
    await vi.advanceTimersByTimeAsync(limit);
    for (const { closed } of sockets.slice(0, 2)) expect(await closed).toMatchObject({ code: 4401 });
    expect(await ask(sockets[2])).toMatchObject({ type: "next" });
    sockets[2]?.terminate();
    await here.close();
  });

  async function ask(socket: RawSocket | undefined): Promise<unknown> {
    socket?.send({ id: "1", type: "subscribe", payload: { query: "{ __typename }" } });
    return socket?.next();
  }

  async function signUp() {
    const send = async (path: string, body: object | null, session = "") => {
      const response = await fetch(`${instance.url}/auth/${path}`, {
        method: body ? "POST" : "GET",
        headers: { "content-type": "application/json", authorization: `Bearer ${session}` },
        body: body && JSON.stringify(body),
      });
      const { token } = (await response.json()) as { token: string };
      return { token, session: response.headers.get("set-auth-token") ?? "" };
    };
    const account = { name: "Ann", email: `${randomUUID()}@example.com`, password: "correct horse" };
    const { session } = await send("sign-up/email", account);
    const { token } = await send("token", null, session);
    return { token, signOut: () => send("sign-out", {}, session) };
  }
});

function sign(alg: string, secret = "the secret of the outside issuer in tests"): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
}

async function changePayload(): Promise<string> {
  const [header, , signature] = (await signToken("mallory")).split(".");
  return [header, new UnsecuredJWT({ ...claims, sub: "ada" }).encode().split(".")[1], signature].join(".");
}

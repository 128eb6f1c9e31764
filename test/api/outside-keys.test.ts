import { print } from "graphql";
import { type Logger, pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Database, openDatabase } from "../../src/database/database.ts";
import { UnauthenticatedError, UnverifiableTokenError } from "../../src/errors/expected-error.ts";
import { createTokenVerifier, type VerifyToken } from "../../src/server/auth/token-verifier.ts";
import { startAuthServer } from "../support/auth-server.ts";
import { ProjectsDocument } from "../support/generated/graphql.ts";
import { startInstance } from "../support/instance.ts";
import { type KeyServer, startKeyServer } from "../support/key-server.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { openRawSocket } from "../support/raw-socket.ts";

let testDatabase: TestDatabase;
let database: Database;
let keyServer: KeyServer;
/** Log lines as objects. */
let lines: Record<string, unknown>[];
let logger: Logger;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.url, () => {});
  keyServer = await startKeyServer();
  lines = [];
  logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
});

afterEach(async () => {
  await keyServer.stop();
  await database.close();
  await testDatabase.close();
});

const away = "The keys of the token's issuer cannot be fetched. Nothing was done; try again.";

it("While the issuer cannot be reached, clients on both transports are told to try again, and the log reports it once", async () => {
  const instance = await startInstance(testDatabase.url, keyServer.variables, {}, logger);
  const token = await keyServer.sign("Ada");
  await keyServer.stop();
  // Ignores the lines from the start.
  lines = [];

  for (let count = 0; count < 3; count += 1) {
    const response = await ask(instance.url, token);
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "2"]);
    expect(await response.json()).toMatchObject({
      errors: [{ message: away, extensions: { code: "RATE_LIMITED", retryAfter: 2 } }],
    });
    expect(await openSocket(instance.url, token)).toEqual({ code: 1013, reason: away });
  }
  expect(lines.filter(({ level }) => Number(level) > 30)).toEqual([
    expect.objectContaining({ level: 40, reason: expect.stringContaining("ECONNREFUSED") }),
  ]);

  await keyServer.start();
  await vi.waitFor(async () => expect((await ask(instance.url, token)).status).toBe(200));
  expect(await openSocket(instance.url, token)).toBe("connection_ack");
  expect(lines.filter(({ msg }) => /keys/.test(String(msg)))).toMatchObject([{ level: 40 }, { level: 30 }]);
  await instance.close();
});

describe("a verifier", () => {
  it("goes on with its keys for an hour while the issuer cannot be reached", async () => {
    const verifyToken = createVerifier();
    const token = await keyServer.sign("Ada");
    expect(await verifyToken(token)).toMatchObject({ subject: "Ada" });
    await keyServer.stop();
    await later(59, async () => {
      expect(await verifyToken(token)).toMatchObject({ subject: "Ada" });
      expect(lines).toMatchObject([{ level: 40 }]);
      await keyServer.start();
      keyServer.isWell = false;
      expect(await verifyToken(token)).toMatchObject({ subject: "Ada" });
      // A request after a failure does not wait for another one.
      expect(keyServer.askedCount).toBe(1);
      await keyServer.stop();
    });
    await later(61, () => expect(verifyToken(token)).rejects.toThrow(UnverifiableTokenError));
    await keyServer.start();
  });

  it("takes no token of a withdrawn key after ten minutes, be it the first that comes", async () => {
    const verifyToken = createVerifier();
    const token = await keyServer.sign("Ada");
    await verifyToken(token);
    await keyServer.rotate();
    await later(11, async () => {
      await expect(verifyToken(token)).rejects.toThrow(UnauthenticatedError);
      expect(await verifyToken(await keyServer.sign("Bob"))).toMatchObject({ subject: "Bob" });
    });
    expect(keyServer.askedCount).toBe(2);
    expect(lines).toEqual([]);
  });

  it("finds a new key, tells an unknown key from an issuer that cannot be reached, and asks only now and then", async () => {
    const verifyToken = createVerifier();
    await verifyToken(await keyServer.sign("Ada"));
    await keyServer.rotate();
    const unknown = await keyServer.sign("Bob");
    await expect(verifyToken(unknown)).rejects.toThrow(UnauthenticatedError);
    expect(keyServer.askedCount).toBe(1);
    await later(1, async () => {
      keyServer.isWell = false;
      for (let count = 0; count < 3; count += 1) {
        await expect(verifyToken(unknown)).rejects.toThrow(UnverifiableTokenError);
      }
      keyServer.isWell = true;
    });
    expect(keyServer.askedCount).toBe(2);
    await later(2, async () => expect(await verifyToken(unknown)).toMatchObject({ subject: "Bob" }));
    expect(keyServer.askedCount).toBe(3);
  });
});

it("Without the outside issuer's keys, own tokens are still taken", async () => {
  await keyServer.stop();
  const { variables, url } = keyServer;
  const outside = { keys: { jwksUrl: url }, issuer: variables["AUTH_ISSUER"], audience: variables["AUTH_AUDIENCE"] };
  const server = await startAuthServer(testDatabase.url, outside);
  const email = "own@example.com";
  await server.accounts.signUp({ name: "Own", email, password: "correct horse" });
  expect(await server.viewer(await server.accounts.issueToken({ email, lifetimeSeconds: 600 }))).toMatchObject({
    email,
  });
  await server.close();
  await keyServer.start();
});

function createVerifier(): VerifyToken {
  const { url, variables } = keyServer;
  const outside = { keys: { jwksUrl: url }, issuer: variables["AUTH_ISSUER"], audience: variables["AUTH_AUDIENCE"] };
  return createTokenVerifier({ prisma: database.prisma, outside, logger });
}

/** Does something so many minutes later, by the clocks that count. */
async function later(minutes: number, work: () => Promise<unknown>): Promise<void> {
  const [time, date] = [performance.now.bind(performance), Date.now];
  const clocks = [
    vi.spyOn(performance, "now").mockImplementation(() => time() + minutes * 60_000),
    vi.spyOn(Date, "now").mockImplementation(() => date() + minutes * 60_000),
  ];
  try {
    await work();
  } finally {
    for (const clock of clocks) clock.mockRestore();
  }
}

function ask(url: string, token: string): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: print(ProjectsDocument) }),
  });
}

/** Answer to a client with this token: the type of the first message, or the close code of the socket. */
async function openSocket(url: string, token: string): Promise<unknown> {
  const socket = await openRawSocket(url);
  socket.send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
  const answer = await socket.next().catch(() => null);
  socket.terminate();
  return answer ? Object(answer).type : socket.closed;
}

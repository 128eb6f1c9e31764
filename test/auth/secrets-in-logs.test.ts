import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { pino } from "pino";
import { afterAll, beforeAll, expect, inject, it, vi } from "vitest";
import { administer } from "../support/administer.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import { patience } from "../support/patience.ts";
import { post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { openRawSocket } from "../support/raw-socket.ts";
import { type RedisServer, startRedisServer } from "../support/redis-server.ts";
import { failToStart } from "../support/server-process.ts";
import { jwtSecret, signToken } from "../support/sign-token.ts";

const authSecret = "hidden-auth-7be0a4d3f91c58e2604ad7b9";
const redisPassword = "hidden:redis@password";
const smtpPassword = "hidden:smtp@password";
const databasePassword = "hidden:database@password";
const role = `app_${randomUUID().replaceAll("-", "")}`;

/** Values that must not occur in the output; the test adds more. */
const secrets = new Set([authSecret, jwtSecret]);
const printed: string[] = [];
const lines = new EventEmitter();

let database: TestDatabase;
let databaseUrl: string;
let redis: RedisServer;
let mailServer: MailServer;
let guarded: MailServer;
let instance: Instance;
/** One whose passwords neither Redis nor the mail server takes. */
let mute: Instance;

beforeAll(async () => {
  for (const password of [redisPassword, smtpPassword, databasePassword]) {
    secrets.add(password).add(encodeURIComponent(password));
  }
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => print(String(text)));
  }
  for (const method of ["debug", "log", "info", "warn", "error"] as const) {
    vi.spyOn(console, method).mockImplementation((...values) => void print(values.map(String).join(" ")));
  }
  database = await createTestDatabase();
  await administer(database.url, `CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD '${databasePassword}'`);
  databaseUrl = withPassword(database.url, role, databasePassword);
  const redisPort = String(await findFreePort());
  const redisUrl = `redis://127.0.0.1:${redisPort}`;
  redis = await startRedisServer({ port: redisPort, requirepass: redisPassword });
  mailServer = await startMailServer();
  guarded = await startMailServer({ sender: { user: "board", password: smtpPassword } });

  const logger = pino({ level: "trace" }, { write: print });
  const variables = {
    AUTH_SECRET: authSecret,
    REDIS_URL: withPassword(redisUrl, "", redisPassword),
    MAIL_FROM: "board@example.com",
    PUBLIC_URL: "http://localhost:4000",
  };
  instance = await startInstance(databaseUrl, { ...variables, SMTP_URL: mailServer.url }, {}, logger);
  const guardedUrl = withPassword(guarded.url, "board", smtpPassword);
  const wrong = { SMTP_URL: guardedUrl, REDIS_URL: withPassword(redisUrl, "", keep("hidden:another@password")) };
  mute = await startInstance(databaseUrl, { ...variables, ...wrong }, {}, logger);
});

afterAll(async () => {
  await Promise.all([instance.close(), mute.close()]);
  await Promise.all([redis.kill(), mailServer.close(), guarded.close()]);
  await database.close();
  await administer(inject("postgres").url, `DROP ROLE ${role}`);
  vi.restoreAllMocks();
});

it("A server that tells all it can tells no secret, whatever fails", async () => {
  const email = "ann@example.com";
  const [password, newPassword] = [keep("hidden: horse"), keep("hidden: staple")];
  await signUp(instance, email, password);
  const token = keep(tokenOf((await mailServer.letter(email)).link("/verify-email")));
  expect(await ask(`http://${new URL(instance.url).host}/auth/verify-email?token=${token}`)).toBe(200);
  expect(await ask(`http://elsewhere.example/auth/verify-email?token=${token}`)).toBe(401);
  expect(await ask(`http://[/auth/verify-email?token=${token}`)).toBeOneOf([400, 404]);
  expect(await ask(`http://elsewhere.example/nothing?token=${token}`)).toBe(404);
  expect((await fetch(`${instance.url}/auth/verify-email?token=${token}`)).status).toBe(401);
  expect((await signIn(email, keep("hidden: wrong"))).status).toBe(401);
  const jwt = await findToken(await signIn(email, password));
  await useToken(jwt);
  await useToken(keep(await signToken("ann", { exp: 1 })));
  await useToken(keep(`${jwt.slice(0, -8)}forgery8`));
  const reset = await forget(email);
  expect((await send(instance, "/auth/reset-password", { token: reset, newPassword })).status).toBe(200);
  expect((await send(instance, "/auth/reset-password", { token: reset, newPassword })).status).toBe(400);

  await signUp(mute, "zoe@example.com", password);
  await untilPrinted(/An e-mail could not be sent/);
  await untilPrinted(/WRONGPASS/);

  const another = await forget(email);
  const attempts = async () => {
    await signIn(email, newPassword);
    await signUp(instance, "eve@example.com", password);
    await send(instance, "/auth/reset-password", { token: another, newPassword: password });
    await send(instance, "/auth/request-password-reset", { email });
    await useToken(keep(await signToken(randomUUID())));
  };
  const tables = ["users", "auth_sessions", "auth_accounts", "auth_verifications"];
  for (const table of tables) await administer(database.url, `ALTER TABLE ${table} RENAME TO ${table}_away`);
  await attempts();
  for (const table of tables) await administer(database.url, `ALTER TABLE ${table}_away RENAME TO ${table}`);
  await untilPrinted(/unforeseen/);

  const name = new URL(database.url).pathname.slice(1);
  const { url: adminUrl } = inject("postgres");
  await administer(adminUrl, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await administer(adminUrl, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
  await attempts();
  await untilPrinted(/A database connection broke/);
  await untilPrinted(/not currently accepting connections/);
  await administer(adminUrl, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);

  await redis.kill();
  await untilPrinted(/Redis is unreachable/);

  expect(leaksIn(printed)).toEqual([]);
  // By which whoever reaches PostgreSQL cancels what a connection does.
  expect(printed.join()).not.toContain("secretKey");
  expect(leaksIn([`a line with ${token}`])).toEqual([token]);
});

it.each([
  ["DATABASE_URL", "postgresql://app:hidden%3Apassword@127.0.0.1:1/none"],
  ["DATABASE_URL", "postgresql://app:hidden:password@127.0.0.1:none"],
  ["REDIS_URL", "redis://:hidden:password@[none"],
  ["SMTP_URL", "smtp://app:hidden:password@127.0.0.1:none"],
])("A start that fails because of %s does not tell its password: %s", async (variable, url) => {
  const { code, output } = await failToStart({
    PORT: "0",
    DATABASE_URL: databaseUrl,
    REDIS_URL: "",
    AUTH_SECRET: authSecret,
    PUBLIC_URL: "http://localhost:4000",
    ...(variable === "SMTP_URL" && { MAIL_FROM: "board@example.com" }),
    [variable]: url,
  });
  expect([code, output.at(-1)]).toEqual([1, expect.stringContaining(variable)]);
  expect(output.join()).not.toContain("hidden");
});

/** Counts as a secret from here on. */
function keep(secret: string): string {
  secrets.add(secret);
  return secret;
}

function leaksIn(texts: readonly string[]): string[] {
  const text = texts.join("\n");
  return [...secrets].filter((secret) => text.includes(secret));
}

function print(text: string): true {
  printed.push(text);
  lines.emit("line");
  return true;
}

async function untilPrinted(pattern: RegExp): Promise<void> {
  const deadline = AbortSignal.timeout(patience);
  while (!printed.some((text) => pattern.test(text))) {
    await once(lines, "line", { signal: deadline }).catch(() => {
      throw new Error(`Nothing like ${pattern} was printed, only:\n${printed.join("")}`);
    });
  }
}

function withPassword(url: string, username: string, password: string): string {
  return Object.assign(new URL(url), { username, password: encodeURIComponent(password) }).href;
}

function send({ url }: Instance, path: string, body: object): Promise<Response> {
  return fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** The status of a GET whose target is written so: as a path, or as a whole address, which fetch never writes. */
async function ask(target: string): Promise<number | undefined> {
  const { hostname, port } = new URL(instance.url);
  const [response] = (await once(request({ hostname, port, path: target }).end(), "response")) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

function signUp(where: Instance, email: string, password: string): Promise<Response> {
  return send(where, "/auth/sign-up/email", { name: "Somebody", email, password });
}

function signIn(email: string, password: string): Promise<Response> {
  return send(instance, "/auth/sign-in/email", { email, password });
}

/** Asks for a new password; the token that came by mail. */
async function forget(email: string): Promise<string> {
  expect((await send(instance, "/auth/request-password-reset", { email })).status).toBe(200);
  return keep(tokenOf((await mailServer.letter(email)).link("/reset-password")));
}

/** The JWT of who signed in; that one, the session and its cookie are secrets. */
async function findToken(signedIn: Response): Promise<string> {
  expect(signedIn.status).toBe(200);
  const { token: stored } = (await signedIn.json()) as { token: string };
  keep(stored);
  const session = signedIn.headers.get("set-auth-token") ?? "";
  const [cookie = ""] = signedIn.headers.getSetCookie();
  keep(/=([^;]+)/.exec(cookie)?.[1] ?? "");
  const headers = { authorization: `Bearer ${keep(session)}` };
  const { token } = (await (await fetch(`${instance.url}/auth/token`, { headers })).json()) as { token: string };
  return keep(token);
}

/** Over HTTP and over a WebSocket; whether it is taken is not the matter. */
async function useToken(token: string): Promise<void> {
  await post(instance.url, token, { query: "{ me { id } }" });
  const socket = await openRawSocket(instance.url);
  socket.send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
  await socket.next().catch(() => undefined);
  socket.terminate();
}

function tokenOf(link: string): string {
  return new URL(link).hash.slice(1);
}

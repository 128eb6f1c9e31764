import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { jwt } from "better-auth/plugins/jwt";
import { expect, test } from "vitest";
import { isVerified, isWrongSecret, leaveOutQuotes, openSession } from "../../../src/server/auth/better-auth-compat.ts";

const person = { name: "Ada", email: "ada@example.com", password: "a password of Ada" };

test("openSession: opens a session with the given end, which the user's list shows", async () => {
  const { auth, tables } = open();
  const { user } = await auth.api.signUpEmail({ body: person });
  const expiresAt = new Date(Date.now() + 123_456_000);
  const id = await openSession(await auth.$context, user.id, expiresAt);
  expect(tables.session).toContainEqual(expect.objectContaining({ id, userId: user.id, expiresAt }));
});

test("isVerified: tells the users whose address is verified", async () => {
  const { auth, tables } = open();
  const { user } = await auth.api.signUpEmail({ body: person });
  const context = await auth.$context;
  expect(await isVerified(context, user.id)).toBe(false);
  for (const row of tables.user) Object.assign(row, { emailVerified: true });
  expect(await isVerified(context, user.id)).toBe(true);
  expect(await isVerified(context, "nobody")).toBe(false);
});

test("isWrongSecret: knows the error of a signing key that another secret encrypted, and no other", async () => {
  const { auth, tables } = open();
  const sign = (signer: typeof auth) => signer.api.signJWT({ body: { payload: {} } });
  await sign(auth);
  const error = await sign(open({ tables, secret: "another secret, which is long enough too" }).auth).catch(
    (thrown: unknown) => thrown,
  );
  expect(isWrongSecret(error)).toBe(true);
  expect(isWrongSecret(new Error("Failed to connect"))).toBe(false);
});

test("leaveOutQuotes: leaves out what a message quotes of a request", async () => {
  const { auth, messages } = open();
  const quoted = "https://quoted.example";
  const response = await auth.handler(
    new Request("http://localhost:4000/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json", cookie: "a=b", origin: quoted },
      body: JSON.stringify(person),
    }),
  );
  expect(response.status).toBe(403);
  expect(messages.join()).toContain(quoted);
  expect(messages.map(leaveOutQuotes).join()).not.toContain(quoted);
  expect(messages.map(leaveOutQuotes).join()).toContain("Invalid origin");
});

type Rows = Record<string, unknown>[];

function newTables() {
  return { user: [] as Rows, session: [] as Rows, account: [] as Rows, verification: [] as Rows, jwks: [] as Rows };
}

/** better-auth itself, on tables in memory. */
function open({ tables = newTables(), secret = "a secret of tests that is long enough" } = {}) {
  const messages: string[] = [];
  const auth = betterAuth({
    baseURL: "http://localhost:4000",
    basePath: "/auth",
    secret,
    database: memoryAdapter(tables),
    emailAndPassword: { enabled: true },
    plugins: [jwt()],
    advanced: { disableOriginCheck: false, disableCSRFCheck: false },
    telemetry: { enabled: false },
    logger: { level: "warn", log: (_level, message) => void messages.push(String(message)) },
  });
  return { auth, tables, messages };
}

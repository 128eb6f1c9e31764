import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CreateProjectDocument } from "../support/generated/graphql.ts";
import { createPerson } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { startServerProcess } from "../support/server-process.ts";
import { jwtSecret } from "../support/sign-token.ts";

const secret = "a secret of tests that is long enough to be taken";
const email = "unmistakable@example.com";
const password = "correct horse battery";
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

describe("the log of a server", () => {
  it("tells of start, sign-ins, limits that refuse, and stop, and no secret", async () => {
    const { lines, output } = await runOnce({});
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    const key = expect.stringMatching(/^[0-9a-f-]{36}$/);
    // Requests end in the log when their answers are sent, which need not be in their order.
    expect(new Map(lines.map(({ msg, status = "", ...line }) => [`${msg} ${status}`.trim(), line]))).toEqual(
      new Map([
        ["Lockstep has started.", expect.objectContaining({ version, node: process.version })],
        ["Somebody signs up. 200", expect.objectContaining({ address: "127.0.0.1" })],
        ["Somebody signs in. 401", expect.objectContaining({ address: "127.0.0.1" })],
        ["Somebody signs in. 200", expect.objectContaining({ address: "127.0.0.1" })],
        ["A limit refuses requests.", expect.objectContaining({ limit: "MUTATIONS_PER_MINUTE", key })],
        ["Lockstep stops.", expect.objectContaining({ signal: "SIGTERM" })],
        ["Lockstep has stopped.", expect.anything()],
      ]),
    );
    const [started] = lines.filter(({ msg }) => msg === "Lockstep has started.");
    expect(started.config).toMatchObject({ DRAIN_SECONDS: "0" });
    for (const hidden of [secret, jwtSecret, password, email]) expect(output).not.toContain(hidden);
  });

  it("has only what LOG_LEVEL says", async () => {
    expect((await runOnce({ LOG_LEVEL: "warn" })).lines).toEqual([]);
  });
});

/** Runs a server through all of it. Returns its log. */
async function runOnce(variables: Record<string, string>) {
  const server = await startServerProcess({
    PORT: "0",
    DATABASE_URL: database.url,
    REDIS_URL: "",
    AUTH_SECRET: secret,
    AUTH_JWT_SECRET: jwtSecret,
    DRAIN_SECONDS: "0",
    MUTATIONS_PER_MINUTE: "1",
    ...variables,
  });
  const ask = (path: string, body: object) =>
    fetch(`${server.url}/auth/${path}/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, ...body }),
    });
  await ask("sign-up", { name: "Una", password });
  expect((await ask("sign-in", { password: "wrong password" })).status).toBe(401);
  expect((await ask("sign-in", { password })).status).toBe(200);
  const ada = await createPerson(server.url, "ada");
  const create = () => ada.request(CreateProjectDocument, { input: { name: "Launch" } });
  await create();
  expect((await create()).errors).toMatchObject([{ extensions: { code: "RATE_LIMITED" } }]);
  await ada.leave();
  await server.stop("SIGTERM");
  const logged = server.output.filter((line) => line.startsWith("{") && line.includes('"msg"'));
  return { lines: logged.map((line) => JSON.parse(line)), output: server.output.join("\n") };
}

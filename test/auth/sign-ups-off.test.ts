import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccount } from "../support/account.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { readTables } from "../support/read-tables.ts";
import { someAddress } from "./mail-scene.ts";

let database: TestDatabase;
let open: Instance;
let closed: Instance;
beforeAll(async () => {
  database = await createTestDatabase();
  open = await startInstance(database.url);
  closed = await startInstance(database.url, { SIGN_UPS: "off" });
});
afterAll(async () => {
  await Promise.all([open.close(), closed.close()]);
  await database.close();
});

describe("with SIGN_UPS=off", () => {
  it.each([
    "/auth/sign-up/email",
    "http://localhost/auth/sign-up/email",
    "/auth/sign-in/../sign-up/email",
    "/auth/x\\..\\sign-up/email",
    "/auth/sign-up/email?x=/",
  ])("nobody signs up, however the path is written: %s", async (path) => {
    const before = await readTables(database.url);
    const answer = await send(path, { name: "Ann", email: someAddress(), password: "correct horse" });
    const message = "Sign-ups are switched off on this server. Ask its operator for access.";
    expect(answer).toEqual({ status: 403, body: { code: "SIGN_UPS_OFF", message } });
    expect(await readTables(database.url)).toEqual(before);
  });

  it("those who have an account go on, and their tokens too", async () => {
    const ann = await createAccount(open.url, "Ann");
    const answer = await send("/auth/sign-in/email", { email: ann.email, password: "correct horse battery" });
    expect(answer.status).toBe(200);
    const headers = { "content-type": "application/json", authorization: `Bearer ${ann.token}` };
    const me = await fetch(`${closed.url}/graphql`, { method: "POST", headers, body: '{"query":"{ me { id } }"}' });
    expect(await me.json()).toEqual({ data: { me: { id: ann.id } } });
  });

  it("the board's page says so", async () => {
    const pages = [open, closed].map(async ({ url }) => (await fetch(url)).text());
    const [whereOpen, whereClosed] = await Promise.all(pages);
    expect(whereOpen).toContain("&quot;signUps&quot;:&quot;open&quot;");
    expect(whereClosed).toContain("&quot;signUps&quot;:&quot;off&quot;");
  });
});

/** The path as it stands: fetch would tidy it. */
function send(path: string, body: object): Promise<{ readonly status: number | undefined; readonly body: unknown }> {
  const { hostname, port } = new URL(closed.url);
  const headers = { "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method: "POST", headers }, async (response) => {
      resolve({ status: response.statusCode, body: JSON.parse(await text(response)) });
    })
      .on("error", reject)
      .end(JSON.stringify(body));
  });
}

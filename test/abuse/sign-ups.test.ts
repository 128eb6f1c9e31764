import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";

const signUpPath = "/auth/sign-up/email";
const password = "correct horse";

let database: TestDatabase;
let instance: Instance;
beforeAll(async () => {
  database = await createTestDatabase();
  const limits = { SIGN_UPS_PER_HOUR: "3", MAIL_REQUESTS_PER_HOUR: "2" };
  instance = await startInstance(database.url, { ...limits, TRUSTED_PROXIES: "loopback" });
});
afterAll(async () => {
  await instance.close();
  await database.close();
});

describe("one address", () => {
  it("tries so often to sign up in an hour, whatever the accounts are called, and may still sign in", async () => {
    const people = range(1, 4).map(somebody);
    const answers = [];
    for (const person of people) answers.push(await send(signUpPath, person, "203.0.113.1"));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers.at(-1)?.body).toMatchObject({
      code: "RATE_LIMITED",
      message: expect.stringMatching(/^There were too many tries to sign up from this address; try again in \d+ s\.$/),
    });
    expect((await send("/auth/sign-in/email", { ...people[0], password }, "203.0.113.1")).status).toBe(200);
    expect((await send(signUpPath, somebody(), "203.0.113.2")).status).toBe(200);
  });

  it.each([
    ["http://localhost/auth/sign-up/email", "198.51.100.1"],
    ["/auth/sign-in/../sign-up/email", "198.51.100.2"],
    ["/auth/./sign-up/email", "198.51.100.3"],
    ["/auth/x/%2e%2e/sign-up/email", "198.51.100.4"],
    ["/auth/x\\..\\sign-up/email", "198.51.100.5"],
    ["/auth/sign-up/email?x=/", "198.51.100.6"],
  ])("makes no more for writing the path in another way: %s", async (path, address) => {
    expect(await signUpFourTimes(path, address)).toEqual([200, 200, 200, 429]);
    expect(await signUpFourTimes(signUpPath, address)).toEqual([429, 429, 429, 429]);
  });

  it("is counted for tries that fail, so that nobody asks without end who has an account", async () => {
    const address = "203.0.113.5";
    const taken = somebody();
    const tries = [taken, taken, { ...somebody(), password: "short" }, somebody()];
    const statuses = [];
    for (const body of tries) statuses.push((await send(signUpPath, body, address)).status);
    expect(statuses).toEqual([200, 422, 400, 429]);
  });

  it("asks for so many mails of one kind in an hour, which takes nothing from those of another", async () => {
    const resets = ["/auth/request-password-reset", "http://x/auth/request-password-reset"];
    const statuses = [];
    for (const path of [...resets, ...resets]) statuses.push((await send(path, somebody(), "203.0.113.3")).status);
    // This server sends no mail, and says so to whoever may ask.
    expect(statuses).toEqual([400, 400, 429, 429]);
    expect((await send("/auth/send-verification-email", somebody(), "203.0.113.3")).status).toBe(400);
    expect((await send("/auth/request-password-reset", somebody(), "203.0.113.4")).status).toBe(400);
  });
});

async function signUpFourTimes(path: string, address: string): Promise<unknown[]> {
  const statuses = [];
  for (const _ of range(1, 4)) statuses.push((await send(path, somebody(), address)).status);
  return statuses;
}

function somebody() {
  return { name: "Ann", email: `${randomUUID()}@example.com`, password };
}

/** The path as it stands: fetch would tidy it. */
function send(path: string, body: object, address: string): Promise<{ status: number | undefined; body: unknown }> {
  const { hostname, port } = new URL(instance.url);
  const headers = { "content-type": "application/json", "x-forwarded-for": address };
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method: "POST", headers }, async (response) => {
      resolve({ status: response.statusCode, body: JSON.parse(await text(response)) });
    })
      .on("error", reject)
      .end(JSON.stringify(body));
  });
}

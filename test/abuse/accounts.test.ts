import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { networkOf } from "../../src/server/request/read-request.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";

let database: TestDatabase;
const instances: Instance[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.close()));
  await database.close();
});

const password = "correct horse";
const limited = (message: RegExp) => ({
  code: "RATE_LIMITED",
  message: expect.stringMatching(message),
  retryAfter: expect.any(Number),
});

describe("a guesser of an account's password", () => {
  it("has a few tries, however they are written, and is told when to try again", async () => {
    const { url } = await start({ FAILED_SIGN_INS: "5" });
    const { email } = await signUp(url);
    const written = [email, email.toUpperCase(), ` ${email}`, email];
    for (const email of written) expect((await signIn(url, email, "wrong horse")).status).toBeOneOf([400, 401]);
    const marked = await postText(
      url,
      "/auth/sign-in/email",
      `\ufeff${JSON.stringify({ email, password: "wrong horse" })}`,
    );
    expect(marked.status).toBe(401);
    const refused = await signIn(url, email, password);
    expect(refused.status).toBe(429);
    const body = (await refused.json()) as { retryAfter: number };
    expect(body).toEqual(limited(/^There were too many tries to sign in to this account; try again in \d+ s\.$/));
    expect(refused.headers.get("retry-after")).toBe(String(body.retryAfter));
    expect(body.retryAfter).toBeGreaterThan(200);

    const other = await signUp(url);
    expect((await signIn(url, other.email, password)).status).toBe(200);
  });

  it("is not counted for an address that no account has, so that it is not kept", async () => {
    const { url } = await start({ FAILED_SIGN_INS: "2" });
    const email = `${"a".repeat(100_000)}@example.com`;
    for (const _ of range(1, 4)) expect((await signIn(url, email, password)).status).toBe(400);
  });

  it("has no more tries for making them all at once", async () => {
    const { url } = await start({ FAILED_SIGN_INS: "5" });
    const { email } = await signUp(url);
    const answers = await Promise.all(range(1, 30).map(() => signIn(url, email, "wrong horse")));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(25);
  });

  it("has no more tries for asking several replicas", async () => {
    const variables = { FAILED_SIGN_INS: "6", REDIS_URL: inject("redisUrl") };
    const { url: one } = await start(variables);
    const { url: two } = await start(variables);
    const { email } = await signUp(one);
    await signIn(two, email, password);
    const answers = await Promise.all(range(1, 20).map((count) => signIn(count % 2 ? one : two, email, "wrong horse")));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(6);
  });

  it("has no more tries for being answered elsewhere in between", async () => {
    const { url } = await start({ FAILED_SIGN_INS: "6" });
    const { email } = await signUp(url);
    const statuses = [];
    for (const _ of range(1, 5)) {
      statuses.push((await signIn(url, email, "wrong horse")).status);
      await post(url, "/auth/sign-out", { email, password: "x" });
    }
    expect(statuses.slice(-2)).toEqual([429, 429]);
  });

  it("is not who knows it: that counts for nothing, as often as it is", async () => {
    const { url } = await start({ FAILED_SIGN_INS: "3" });
    const { email } = await signUp(url);
    for (const _ of range(1, 3)) {
      for (const _ of range(1, 2)) expect((await signIn(url, email, "wrong horse")).status).toBe(401);
      expect((await signIn(url, email, password)).status).toBe(200);
    }
  });
});

describe("one address", () => {
  it("has so many requests about accounts in a minute, whatever they are about; reads count apart", async () => {
    const { url } = await start({ ACCOUNT_REQUESTS_PER_MINUTE: "5", TRUSTED_PROXIES: "loopback" });
    const from = (address: string) => ({ "x-forwarded-for": address });
    for (const _ of range(1, 5)) {
      const answer = await signIn(url, `${randomUUID()}@example.com`, "wrong horse", from("203.0.113.7"));
      expect(answer.status).toBe(401);
    }
    const person = { name: "Ann", email: `${randomUUID()}@example.com`, password };
    const refused = await post(url, "/auth/sign-up/email", person, from("203.0.113.7"));
    expect(refused.status).toBe(429);
    expect(await refused.json()).toEqual(limited(/^Too many requests about accounts come from this address/));
    expect(refused.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
    const session = await fetch(`${url}/auth/get-session`, { headers: from("203.0.113.7") });
    expect(session.status).toBe(200);
    // The client's claim stands before the proxy's entry.
    expect((await post(url, "/auth/sign-up/email", person, from("198.51.100.1, 203.0.113.7"))).status).toBe(429);
    expect((await post(url, "/auth/sign-up/email", person, from("203.0.113.8"))).status).toBe(200);
  });

  it("has so many reads about accounts in a minute as well: tokens, sessions and keys", async () => {
    const { url } = await start({ ACCOUNT_READS_PER_MINUTE: "6", TRUSTED_PROXIES: "loopback" });
    const { cookie } = await signUp(url);
    const read = (path: string, from: string) => fetch(url + path, { headers: { cookie, "x-forwarded-for": from } });
    const paths = ["/auth/token", "/auth/get-session", "/auth/jwks"];
    for (const path of [...paths, ...paths]) {
      expect((await read(path, "203.0.113.20")).status).toBe(200);
    }
    for (const path of paths) {
      const refused = await read(path, "203.0.113.20");
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, expect.stringMatching(/^[1-9]\d*$/)]);
      expect(await refused.json()).toEqual(
        limited(/^Too many requests for sessions and tokens come from this address/),
      );
    }
    expect((await read("/auth/token", "203.0.113.21")).status).toBe(200);
    // Sign-ins are counted by themselves.
    const answer = await signIn(url, `${randomUUID()}@example.com`, password, { "x-forwarded-for": "203.0.113.20" });
    expect(answer.status).toBe(401);
  });

  it("is what the connection says where no proxy is trusted", async () => {
    const { url } = await start({ ACCOUNT_REQUESTS_PER_MINUTE: "3" });
    const answers = [];
    for (const index of range(1, 5)) {
      answers.push(await signIn(url, "nobody@example.com", "x", { "x-forwarded-for": `203.0.113.${index}` }));
    }
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429, 429]);
  });

  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::1", "2001:db8:1:2::/64"],
    ["fe80::1", "fe80:0:0:0::/64"],
    [null, "unknown"],
  ])("%s counts as %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe("a page of another site", () => {
  const evil = "https://evil.example";

  it.each([
    ["with its origin", { origin: evil }],
    ["in a sandbox", { origin: "null" }],
    ["of the same host and another port", { origin: "http://localhost:1" }],
    ["without its origin", { "sec-fetch-site": "cross-site" }],
    ["of a neighbouring site without its origin", { "sec-fetch-site": "same-site" }],
  ])("can neither sign anybody in nor out: %s", async (_how, headers) => {
    const { url } = await start();
    const { email, cookie } = await signUp(url);
    const signedIn = await signIn(url, email, password, headers);
    expect([signedIn.status, signedIn.headers.get("set-cookie")]).toEqual([403, null]);
    for (const path of ["/auth/sign-out", "/auth/delete-user", "/auth/update-user"]) {
      const answer = await post(url, path, {}, { ...headers, cookie });
      expect([answer.status, await answer.json()]).toMatchObject([403, { code: "INVALID_ORIGIN" }]);
    }
    const session = await fetch(`${url}/auth/get-session`, { headers: { cookie } });
    expect(await session.json()).toMatchObject({ user: { email } });
  });

  it.each(["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", ""])(
    "cannot do it by a form: %s",
    async (type) => {
      const { url } = await start();
      const { email } = await signUp(url);
      const body = new Blob([JSON.stringify({ email, password })]);
      const headers: Record<string, string> = type === "" ? {} : { "content-type": type };
      const answer = await fetch(`${url}/auth/sign-in/email`, { method: "POST", body, headers });
      expect([answer.status, answer.headers.get("set-cookie")]).toEqual([415, null]);
    },
  );

  it("but an own page and one that is allowed can", async () => {
    const { url } = await start({ ALLOWED_ORIGINS: "https://board.example" });
    const { email } = await signUp(url);
    for (const origin of [url, url.replace("127.0.0.1", "localhost"), "https://board.example"]) {
      expect((await signIn(url, email, password, { origin, "sec-fetch-site": "cross-site" })).status).toBe(200);
    }
  });
});

async function start(variables: Readonly<Record<string, string>> = {}): Promise<Instance> {
  const instance = await startInstance(database.url, variables);
  instances.push(instance);
  return instance;
}

async function signUp(url: string): Promise<{ readonly email: string; readonly cookie: string }> {
  const email = `${randomUUID()}@example.com`;
  const answer = await post(url, "/auth/sign-up/email", { name: "Ann", email, password });
  expect(answer.status).toBe(200);
  const cookie = answer.headers.getSetCookie().map((text) => text.split(";")[0]);
  return { email, cookie: cookie.join("; ") };
}

function signIn(url: string, email: string, password: string, headers: Readonly<Record<string, string>> = {}) {
  return post(url, "/auth/sign-in/email", { email, password }, headers);
}

function post(url: string, path: string, body: object, headers: Readonly<Record<string, string>> = {}) {
  return postText(url, path, JSON.stringify(body), headers);
}

function postText(url: string, path: string, body: string, headers: Readonly<Record<string, string>> = {}) {
  return fetch(url + path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });
}

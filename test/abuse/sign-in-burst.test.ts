import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startInstance } from "../support/instance.ts";
import { isLongRun } from "../support/long-run.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { openConnection } from "../support/raw-socket.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { jwtSecret, signToken } from "../support/sign-token.ts";
import { startBystander } from "./bystander.ts";

// 300 sign-ins share a machine that may be slow.
vi.setConfig({ testTimeout: 120_000 });

/** Each hash takes 70 ms. More than 200 that wait are refused. */
const burstSize = isLongRun ? 300 : 100;
const readers = isLongRun ? 600 : 300;
const newcomers = isLongRun ? 40 : 16;

const password = "correct horse";
const attacker = "203.0.113.1";
const neighbour = "203.0.113.2";

let database: TestDatabase;
let server: ServerProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startServerProcess({
    PORT: "0",
    DATABASE_URL: database.url,
    // Few, so that a sign-up that kept one while it hashes would be seen.
    DATABASE_POOL_SIZE: "2",
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    AUTH_JWT_SECRET: jwtSecret,
    TRUSTED_PROXIES: "loopback",
    ACCOUNT_REQUESTS_PER_MINUTE: "0",
    SIGN_UPS_PER_HOUR: "0",
    DRAIN_SECONDS: "0",
  });
});
afterAll(async () => {
  expect(await server.stop("SIGTERM")).toBe(0);
  await database.close();
});

it(`${burstSize} sign-ins from one address stop no page load, no connection, no change, and no sign-in from elsewhere`, async () => {
  const known = await signUp(somebody(), neighbour);
  expect(known.status).toBe(200);
  const page = await loadPage();
  const bystander = await startBystander(server.url, "burst");
  let isOver = false;
  const burst = Promise.all(range(1, burstSize).map(() => signIn(address(), attacker))).finally(() => {
    isOver = true;
  });
  const finished: string[] = [];
  void burst.then(() => finished.push("burst"));
  void signIn(known.email, neighbour).then(({ status }) => finished.push(`neighbour ${status}`));

  let rounds = 0;
  const token = await signToken("burst-visitor");
  while (!isOver) {
    expect(await loadPage()).toEqual(page);
    (await openConnection(server.url, token)).terminate();
    await bystander.untilWrites(1);
    rounds += 1;
  }
  // With the threads taken that read files and look up hosts, a round took as long as the burst.
  expect(rounds).toBeGreaterThan(5);
  expect(finished).toEqual(["neighbour 200", "burst"]);

  const answers = await burst;
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 401).length + refused.length).toBe(burstSize);
  if (isLongRun) expect(refused.length).toBeGreaterThan(100);
  for (const { body, retryAfter } of refused) {
    expect(body).toMatchObject({ code: "RATE_LIMITED", retryAfter: Number(retryAfter) });
  }
  await bystander.expectUnharmed();
});

it("200 sign-ins wait for their turn, and those beyond are refused at once", async () => {
  let release = (): void => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  const hasher = {
    hash: async () => "a hash",
    async verify() {
      await isReleased;
      return false;
    },
  };
  const variables = { TRUSTED_PROXIES: "loopback", ACCOUNT_REQUESTS_PER_MINUTE: "0", SIGN_UPS_PER_HOUR: "0" };
  const instance = await startInstance(database.url, variables, { hasher });
  const known = await signUp(somebody(), neighbour, instance.url);
  const refused: { readonly body: unknown; readonly retryAfter: string | null }[] = [];
  const statuses = range(1, 300).map(async () => {
    const answer = await signIn(known.email, attacker, null, instance.url);
    if (answer.status === 429) refused.push(answer);
    return answer.status;
  });
  await vi.waitFor(() => expect(refused.length).toBeGreaterThanOrEqual(98));
  release();
  // Two of them had their turn. Those that waited for ten seconds are refused as well.
  const others = (await Promise.all(statuses)).filter((status) => status !== 429);
  expect([others.length >= 2, new Set(others)]).toEqual([true, new Set([401])]);
  for (const { body, retryAfter } of refused) {
    expect(body).toMatchObject({ code: "RATE_LIMITED", retryAfter: Number(retryAfter) });
  }
  await instance.close();
});

it.each(["get-session", "token"])(
  `${readers} reads of /auth/%s at once leave room for pages in between`,
  async (path) => {
    const page = await loadPage();
    const bystander = await startBystander(server.url, `reads-${path}`);
    let answered = 0;
    const burst = Promise.all(
      range(1, readers).map(async () => {
        const headers = { "x-forwarded-for": attacker };
        const { status } = await fetch(`${server.url}/auth/${path}`, { headers });
        answered += 1;
        return status;
      }),
    );
    const answeredBefore: number[] = [];
    while (answered < readers) {
      expect(await loadPage()).toEqual(page);
      answeredBefore.push(answered);
    }
    // When all began in the same turn of the event loop, a page came before none of them or after all.
    expect(answeredBefore.filter((count) => count > 0 && count < readers).length).toBeGreaterThan(5);
    expect(new Set(await burst).size).toBe(1);
    await bystander.expectUnharmed();
  },
);

it.each([
  ["people", () => range(1, newcomers).map(somebody)],
  ["times with one e-mail", () => Array<Person>(newcomers).fill(somebody())],
])(`${newcomers} %s who sign up at once have an account or a clean refusal`, async (_what, makePeople) => {
  const bystander = await startBystander(server.url, `sign-ups-${randomUUID()}`);
  const people = makePeople();
  const answers = await Promise.all(people.map((person) => signUp(person, "203.0.113.3")));
  for (const { status, body } of answers) {
    expect([status, body]).toEqual([expect.toBeOneOf([200, 422, 429]), expect.anything()]);
  }
  const let_in = answers.filter(({ status }) => status === 200);
  expect(let_in.length).toBeGreaterThan(0);
  expect(new Set(let_in.map(({ email }) => email)).size).toBe(let_in.length);
  for (const { email } of let_in.slice(0, 5)) expect((await signIn(email, neighbour)).status).toBe(200);
  await bystander.expectUnharmed();
});

it("sign-ins whose clients have hung up make nobody wait", async () => {
  const known = await signUp(somebody(), neighbour);
  const finished: string[] = [];
  const patient = range(1, 8).map(() => signIn(address(), attacker).then(() => finished.push("patient")));
  const leave = new AbortController();
  const left = range(1, 12).map(() => signIn(address(), attacker, leave.signal).catch(() => "left"));
  await patient[0];
  leave.abort();
  expect(new Set(await Promise.all(left))).toEqual(new Set(["left"]));
  // Behind those who left, it would have to be the last.
  expect((await signIn(known.email, attacker)).status).toBe(200);
  await Promise.all(patient);
});

it("takes as long for an e-mail that nobody has as for a wrong password", async () => {
  const { email } = await signUp(somebody(), neighbour);
  const times: Record<"known" | "unknown", number[]> = { known: [], unknown: [] };
  for (const _ of range(1, 7)) {
    times.known.push(await timeOf(email));
    times.unknown.push(await timeOf(address()));
  }
  const [known, unknown] = [median(times.known), median(times.unknown)];
  expect(Math.max(known, unknown) / Math.min(known, unknown)).toBeLessThan(3);

  async function timeOf(attempted: string): Promise<number> {
    const sentAt = performance.now();
    expect((await post("/auth/sign-in/email", { email: attempted, password: "wrong horse" }, neighbour)).status).toBe(
      401,
    );
    return performance.now() - sentAt;
  }
});

interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

function address(): string {
  return `${randomUUID()}@example.com`;
}

function somebody(): Person {
  return { name: "Ann", email: address(), password };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}

/** The board, and the script that it names. */
async function loadPage(): Promise<readonly (string | number)[]> {
  const page = await fetch(server.url, { headers: { accept: "text/html" } });
  const script = /src="(\/assets\/[^"]+)"/.exec(await page.text())?.[1] ?? "";
  const asset = await fetch(server.url + script, { headers: { "accept-encoding": "br" } });
  return [page.status, asset.status, script, (await asset.text()).length];
}

async function signUp(person: Person, from: string, url = server.url) {
  return { ...(await post("/auth/sign-up/email", person, from, null, url)), email: person.email };
}

function signIn(email: string, from: string, signal: AbortSignal | null = null, url = server.url) {
  return post("/auth/sign-in/email", { email, password }, from, signal, url);
}

async function post(path: string, body: object, from: string, signal: AbortSignal | null = null, url = server.url) {
  const headers = { "content-type": "application/json", "x-forwarded-for": from };
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body), signal });
  return { status: response.status, retryAfter: response.headers.get("retry-after"), body: await response.json() };
}

import type { LookupFunction } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createWebhookSecret } from "../../src/model/webhook.ts";
import { createPoster, type PosterOptions } from "../../src/server/webhooks/post-change.ts";
import { createReceiver, type Receiver } from "./receiver.ts";

let receiver: Receiver;
let port: string;

beforeAll(async () => {
  receiver = await createReceiver();
  port = new URL(receiver.url).port;
});

beforeEach(() => {
  receiver.answer = () => ({ status: 204 });
});

afterAll(() => receiver.close());

const body = JSON.stringify({ extensions: { seq: 1 } });

async function post(url: string, options: Partial<PosterOptions> = {}) {
  const poster = createPoster({ mayBePrivate: false, ...options });
  try {
    const change = { url, secret: createWebhookSecret(), id: "project_1_a", body };
    return await poster.post(change, new AbortController().signal);
  } finally {
    poster.close();
  }
}

/** A name server that gives these addresses, one list for each look-up; the last one for all that follow. */
function answering(...answers: readonly (readonly string[])[]) {
  let lookups = 0;
  const lookup: LookupFunction = (_name, { all }, callback) => {
    const given = answers[Math.min(lookups, answers.length - 1)] ?? [];
    lookups += 1;
    const addresses = given.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    if (all) callback(null, addresses);
    else callback(null, addresses[0]?.address ?? "", addresses[0]?.family ?? 4);
  };
  return { lookup, count: () => lookups };
}

it.each([
  ["127.0.0.1"],
  ["::1"],
  ["10.1.2.3"],
  ["169.254.169.254"],
  ["fd00::1"],
  ["::ffff:127.0.0.1"],
  ["0.0.0.0"],
  // One of several is enough: which one would be connected to is not known.
  ["93.184.215.14", "127.0.0.1"],
])("connects to no name that leads to %s", async (...addresses) => {
  const before = receiver.connections;
  for (const protocol of ["http", "https"]) {
    const outcome = await post(`${protocol}://hooks.example.com:${port}/`, answering(addresses));
    expect(outcome).toMatchObject({ status: null, error: "The address is private." });
  }
  expect(receiver.connections).toBe(before);
});

it.each(["127.0.0.1", "[::1]", "[::ffff:7f00:1]", "0.0.0.0"])("connects to no address %s", async (host) => {
  const before = receiver.connections;
  const outcome = await post(`http://${host}:${port}/`);
  expect(outcome).toMatchObject({ status: null, error: "The address is private." });
  expect(receiver.connections).toBe(before);
});

it("checks the address that it connects to, however often the name server changes its mind", async () => {
  const before = receiver.connections;
  // A range that is routed nowhere, and not private by its form.
  const [harmless, own] = [["200::1"], ["127.0.0.1"]];
  const names = answering(own, harmless, own);
  const poster = createPoster({ mayBePrivate: false, lookup: names.lookup });
  const change = { url: `http://hooks.example.com:${port}/`, secret: createWebhookSecret(), id: "project_1_a", body };
  const refused = { status: null, error: "The address is private." };
  expect(await poster.post(change, new AbortController().signal)).toMatchObject(refused);
  const end = new AbortController();
  const posting = poster.post(change, end.signal);
  await expect.poll(names.count).toBe(2);
  end.abort();
  const { status, error } = await posting;
  expect([status, error]).toEqual([null, expect.not.stringContaining("private")]);
  // One look-up for each connection: none leads elsewhere after the check.
  expect(names.count()).toBe(2);
  expect(await poster.post(change, new AbortController().signal)).toMatchObject(refused);
  poster.close();
  expect(receiver.connections).toBe(before);
});

it("looks the name up once for each connection, and uses a connection again", async () => {
  const names = answering(["127.0.0.1"]);
  const poster = createPoster({ mayBePrivate: true, lookup: names.lookup });
  const change = { url: `http://hooks.example.com:${port}/`, secret: createWebhookSecret(), id: "project_1_a", body };
  for (let count = 0; count < 5; count += 1) {
    expect(await poster.post(change, new AbortController().signal)).toMatchObject({ status: 204, error: null });
  }
  expect(names.count()).toBe(1);
  poster.close();
});

it("tells why nobody answered", async () => {
  const closed = await createReceiver();
  await closed.close();
  expect(await post(closed.url, { mayBePrivate: true })).toMatchObject({
    status: null,
    error: "The connection failed: ECONNREFUSED.",
  });
  expect(await post(receiver.url.replace("http", "https"), { mayBePrivate: true })).toMatchObject({
    status: null,
    error: expect.stringMatching(/^The connection failed: \w+\.$/),
  });
});

it.each([(url: string) => url.replace("http", "HTTP"), (url: string) => `  ${url}\t`])(
  "posts to an address as it was typed",
  async (type) => {
    expect(await post(type(receiver.url), { mayBePrivate: true })).toMatchObject({ status: 204, error: null });
  },
);

it("reads no more of an answer than a little", async () => {
  receiver.answer = () => ({ status: 200, headers: { "x-long": "a".repeat(8_000) } });
  expect(await post(receiver.url, { mayBePrivate: true })).toMatchObject({ status: 200 });
});

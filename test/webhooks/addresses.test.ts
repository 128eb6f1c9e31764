import type { LookupFunction } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createWebhookSecret, isPrivate } from "../../src/model/webhook.ts";
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

/**
 * First and last address of each range of IANA's registries of special-purpose addresses (RFC 6890). Ranges of version
 * 6 that are assigned to nobody are among them.
 */
const specialRanges = [
  ["this network", "0.0.0.0", "0.255.255.255"],
  ["private use, class A", "10.0.0.0", "10.255.255.255"],
  ["shared by carriers", "100.64.0.0", "100.127.255.255"],
  ["loopback", "127.0.0.0", "127.255.255.255"],
  ["link local", "169.254.0.0", "169.254.255.255"],
  ["private use, class B", "172.16.0.0", "172.31.255.255"],
  ["protocols of the IETF", "192.0.0.0", "192.0.0.255"],
  ["documentation 1", "192.0.2.0", "192.0.2.255"],
  ["AS112", "192.31.196.0", "192.31.196.255"],
  ["AMT", "192.52.193.0", "192.52.193.255"],
  ["relays of 6to4", "192.88.99.0", "192.88.99.255"],
  ["private use, class C", "192.168.0.0", "192.168.255.255"],
  ["delegation of AS112", "192.175.48.0", "192.175.48.255"],
  ["benchmarks", "198.18.0.0", "198.19.255.255"],
  ["documentation 2", "198.51.100.0", "198.51.100.255"],
  ["documentation 3", "203.0.113.0", "203.0.113.255"],
  ["multicast", "224.0.0.0", "239.255.255.255"],
  ["reserved", "240.0.0.0", "255.255.255.254"],
  ["broadcast", "255.255.255.255", "255.255.255.255"],
  ["unspecified, loopback, compatible with version 4", "::", "::ffff:ffff"],
  ["mapped from version 4", "::ffff:0.0.0.0", "::ffff:255.255.255.255"],
  ["translated from version 4", "64:ff9b::", "64:ff9b::ffff:ffff"],
  ["translated from version 4, locally", "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"],
  ["discarded", "100::", "100::ffff:ffff:ffff:ffff"],
  ["dummy", "100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff"],
  ["assigned to nobody, low", "200::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["Teredo", "2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["protocols of the IETF, version 6", "2001:1::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["documentation, version 6", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["6to4", "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["delegation of AS112, version 6", "2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff"],
  ["documentation, version 6, longer", "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["assigned to nobody, high", "4000::", "5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["segments", "5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["unique local", "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["link local, version 6", "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["site local", "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["multicast, version 6", "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
] as const;

it.each(specialRanges)("connects to no address of the range: %s, by a name or without one", async (_, first, last) => {
  const before = receiver.connections;
  const refused = { status: null, error: "The address is private." };
  for (const address of [first, last]) {
    for (const protocol of ["http", "https"]) {
      expect(await post(`${protocol}://hooks.example.com:${port}/`, answering([address]))).toMatchObject(refused);
      const host = address.includes(":") ? `[${address}]` : address;
      expect(await post(`${protocol}://${host}:${port}/`)).toMatchObject(refused);
    }
  }
  expect(receiver.connections).toBe(before);
});

it("connects to no name that leads to a private address beside a public one", async () => {
  // Which one would be connected to is not known.
  const outcome = await post(`http://hooks.example.com:${port}/`, answering(["93.184.215.14", "127.0.0.1"]));
  expect(outcome).toMatchObject({ status: null, error: "The address is private." });
});

it.each(["localhost", "hooks.localhost", "localhost."])("connects to no %s", async (host) => {
  expect(await post(`http://${host}:${port}/`)).toMatchObject({ status: null, error: "The address is private." });
});

it("takes the addresses beside the ranges", () => {
  const beside = ["1.0.0.0", "9.255.255.255", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0"];
  const beside6 = ["2000::", "2001:200::", "2001:db7::", "2003::", "2606:4700::1111", "3ffe:ffff::"];
  for (const address of [...beside, "192.0.1.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", ...beside6]) {
    expect([address, isPrivate(address)]).toEqual([address, false]);
  }
});

it("checks the address that it connects to, however often the name server changes its mind", async () => {
  const before = receiver.connections;
  // A range that is routed nowhere any more, and not private by its form.
  const [harmless, own] = [["3ffe::1"], ["127.0.0.1"]];
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

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "graphql-ws";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { WebSocket } from "ws";
import { projectRoot } from "../../src/config/project-root.ts";
import { startProxy, type TcpProxy } from "../faults/tcp-proxy.ts";
import { type Launched, launch } from "../support/launch.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

/** A server of the example, started as its README says. */
interface Server extends Launched {
  readonly url: string;
}

let database: TestDatabase;
/** The second server's way to Redis. */
let proxy: TcpProxy;
let one: Server;
let two: Server;

beforeAll(async () => {
  database = await createTestDatabase();
  const { hostname, port } = new URL(inject("redisUrl"));
  proxy = await startProxy({ host: hostname, port: Number(port) });
  one = await startServer(inject("redisUrl"));
  two = await startServer(`redis://127.0.0.1:${proxy.port}`);
});

afterAll(async () => {
  for (const { child } of [one, two]) child.kill();
  expect(await Promise.all([one.ended, two.ended])).toEqual([0, 0]);
  await proxy.close();
  await database.close();
});

it("each event arrives once and in order, over a Redis cut and a reconnect", async () => {
  await open("lamp");
  const before = await send(two, `{ auction(id: "lamp") { cursor } }`);
  expect(before).toEqual({ data: { auction: { cursor: expect.stringMatching(/^auction\.1\./) } } });

  const follower = follow(two, "lamp", (before as Found).data.auction.cursor);
  await follower.reach("Ready");
  for (const amount of [10, 11, 12]) await bid(one, "lamp", amount);
  await follower.reach("12");
  expect(follower.heard).toEqual(["Ready", "10", "11", "12"]);

  proxy.turn({ kind: "refusing" });
  proxy.cut();
  for (const amount of [13, 14]) await bid(one, "lamp", amount);
  await follower.reach("14");
  expect(follower.heard).toEqual(["Ready", "10", "11", "12", "13", "14"]);

  await follower.leave();
  for (const amount of [15, 16, 17]) await bid(one, "lamp", amount);
  const again = follow(two, "lamp", follower.cursor());
  await again.reach("Ready");
  await again.reach("17");
  // Without Redis the server may learn of these bids after it has said that its own replay ended.
  expect(again.heard.filter((each) => each !== "Ready")).toEqual(["15", "16", "17"]);

  proxy.turn({ kind: "fair" });
  await two.line(/Connected to Redis/);
  await bid(one, "lamp", 18);
  await bid(two, "lamp", 19);
  await again.reach("19");
  expect(again.heard.filter((each) => each !== "Ready")).toEqual(["15", "16", "17", "18", "19"]);
  expect(again.heard.filter((each) => each === "Ready")).toHaveLength(1);
  await again.leave();
});

it("a retry with the same key changes nothing, on whichever server it arrives", async () => {
  await open("clock");
  const first = await bid(one, "clock", 10, "retried");
  const before = await send(two, `{ auction(id: "clock") { price leader cursor } }`);
  const follower = follow(one, "clock", (before as Found).data.auction.cursor);
  await follower.reach("Ready");

  expect(first).toEqual({ data: { bid: { seq: 2, amount: 10 } } });
  for (const server of [one, two, one]) expect(await bid(server, "clock", 10, "retried")).toEqual(first);
  expect(await bid(two, "clock", 11, "retried")).toEqual({
    errors: [refusal(/key was used for another change/)],
    data: null,
  });
  expect(await bid(two, "clock", 10, "another")).toEqual({ errors: [refusal(/higher than the price/)], data: null });
  expect(await send(one, `{ auction(id: "clock") { price leader cursor } }`)).toEqual(before);

  await bid(two, "clock", 12);
  await follower.reach("12");
  expect(follower.heard).toEqual(["Ready", "12"]);
  await follower.leave();
});

it("a key that has opened an auction opens no other one", async () => {
  await open("chair");
  const query = `mutation { openAuction(id: "table", title: "For sale", bidder: "ada", key: "chair") { seq } }`;
  expect(await send(two, query)).toEqual({ errors: [refusal(/key was used for another change/)], data: null });
  expect(await send(one, `{ auction(id: "table") { cursor } }`)).toEqual({ data: { auction: null } });
});

it("a subscription by server-sent events tells why it failed", async () => {
  const headers = { "content-type": "application/json", accept: "text/event-stream" };
  const body = JSON.stringify({ query: `subscription { auction(id: "nowhere") { __typename } }` });
  const response = await fetch(one.url, { method: "POST", headers, body });
  const [, data = ""] = /^data: (.*errors.*)$/m.exec(await response.text()) ?? [];
  expect(JSON.parse(data)).toMatchObject({
    errors: [{ message: "The stream does not exist.", extensions: { code: "NOT_FOUND" } }],
  });
});

it("a cursor of another history gets a Resync", async () => {
  await open("vase");
  const follower = follow(one, "vase", "auction.1.abc");
  await follower.reach("Ready");
  expect(follower.heard).toEqual(["OTHER_HISTORY", "Ready"]);
  await follower.leave();
});

it("the example has fewer than 220 lines and imports the engine's entry alone", async () => {
  const names = ["tables.sql", "schema.graphql", "auctions.js", "server.js"];
  const texts = await Promise.all(names.map((name) => readFile(join(projectRoot, "examples/auction", name), "utf8")));
  expect(texts.join("").split("\n").length).toBeLessThan(220);
  const imports = [...texts.join("").matchAll(/from "(.*)";/g)].map(([, specifier = ""]) => specifier);
  expect(imports.filter((specifier) => /lockstep|^\.\./.test(specifier))).toEqual([
    "lockstep/engine",
    "lockstep/engine",
  ]);
});

interface Found {
  readonly data: { readonly auction: { readonly cursor: string } };
}

/** Runs the README's last command of "Start", with other addresses. */
async function startServer(redisUrl: string): Promise<Server> {
  const readme = await readFile(join(projectRoot, "examples/auction/README.md"), "utf8");
  const [, command = ""] = /^DATABASE_URL=\S+ REDIS_URL=\S+ PORT=\S+ node (\S+)$/m.exec(readme) ?? [];
  const env = { ...process.env, DATABASE_URL: database.url, REDIS_URL: redisUrl, PORT: "0" };
  const launched = launch([process.execPath, command], { cwd: projectRoot, env });
  const [url = ""] = /http:\S+/.exec(await launched.line(/^Auctions at /)) ?? [];
  await launched.line(/Connected to Redis/);
  return { ...launched, url };
}

async function send({ url }: Server, query: string, variables: object = {}): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  return response.json();
}

async function open(id: string): Promise<void> {
  const query = `mutation ($id: ID!, $key: String!) {
    openAuction(id: $id, title: "For sale", bidder: "ada", key: $key) { seq }
  }`;
  // The first of them creates the auction; the second is a retry.
  for (const server of [one, two]) {
    expect(await send(server, query, { id, key: id })).toEqual({ data: { openAuction: { seq: 1 } } });
  }
}

function bid(server: Server, id: string, amount: number, key = `${id} ${amount}`): Promise<unknown> {
  const query = `mutation ($id: ID!, $amount: Int!, $key: String!) {
    bid(id: $id, amount: $amount, bidder: "bob", key: $key) { seq amount }
  }`;
  return send(server, query, { id, amount, key });
}

function refusal(message: RegExp): object {
  return expect.objectContaining({
    message: expect.stringMatching(message),
    extensions: expect.objectContaining({ code: "BAD_USER_INPUT" }),
  });
}

/** Subscribes and notes what comes: an amount, a type, or the reason of a `Resync`. */
function follow({ url }: Server, id: string, after: string) {
  const client = createClient({ url: url.replace("http", "ws"), webSocketImpl: WebSocket, retryAttempts: 0 });
  const heard: string[] = [];
  let cursor = after;
  const query = `subscription ($id: ID!, $after: String) {
    auction(id: $id, after: $after) { __typename ... on BidPlaced { amount } ... on Resync { reason } }
  }`;
  const events = client.iterate<{ auction: Event }, { cursor: string }>({ query, variables: { id, after } });
  return {
    heard,
    cursor: () => cursor,
    /** Reads until this was heard. */
    async reach(wanted: string) {
      while (!heard.includes(wanted)) {
        const { value } = await events.next();
        const { data, extensions, errors } = value ?? {};
        if (!data || !extensions) throw new Error(`The subscription ended: ${JSON.stringify(errors ?? null)}.`);
        heard.push(String(data.auction.amount ?? data.auction.reason ?? data.auction.__typename));
        cursor = extensions.cursor;
      }
    },
    leave: async () => client.dispose(),
  };
}

interface Event {
  readonly __typename: string;
  readonly amount?: number;
  readonly reason?: string;
}

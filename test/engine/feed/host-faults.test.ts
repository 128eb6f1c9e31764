import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import { createClient } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createMemoryBus } from "../../../src/engine/bus/memory-bus.ts";
import { shareSubscriptions } from "../../../src/engine/fanout/share-subscriptions.ts";
import { closeGrace } from "../../../src/engine/fanout/socket-writer.ts";
import type { Companion } from "../../../src/engine/feed/companion.ts";
import { Feeds, type FeedsOptions } from "../../../src/engine/feed/feeds.ts";
import type { Policy } from "../../../src/engine/feed/policy.ts";
import { createLog } from "../../../src/engine/log/log.ts";
import { createTablesSql } from "../../../src/engine/log/tables.ts";
import { BadUserInputError, ForbiddenError, NotFoundError } from "../../../src/errors/expected-error.ts";
import { holdTimers } from "../../support/hold-timers.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { createRecordingLogger } from "../bus/recording-logger.ts";

interface Said {
  readonly type: "Said";
  readonly text: string;
  /** JSON knows no such value. */
  readonly size: bigint;
}

const tables = { heads: "halls", entries: "sayings" };
const nothing = async (): Promise<void> => {};

let database: TestDatabase;
let pool: Pool;
let close: () => Promise<void> = nothing;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url });
  await pool.query(createTablesSql(tables));
  await pool.query("INSERT INTO halls (stream_id) VALUES ('hall')");
});

afterEach(() => close());

afterAll(async () => {
  await pool.end();
  await database.close();
});

function open(options: Partial<FeedsOptions<object, Said, string>> = {}) {
  const log = createLog<Said, { readonly text: string }>({
    kind: "hall",
    tables,
    codec: {
      encode: ({ text }) => ({ type: "Said", body: { text } }),
      decode({ body }) {
        const { text } = body as { readonly text: string };
        return { type: "Said", text, size: BigInt(text.length) };
      },
    },
    pool,
  });
  const bus = createMemoryBus();
  const feeds = new Feeds<object, Said, string>({ log, bus, ...options });
  close = async () => {
    await feeds.close();
    await bus.close();
    close = nothing;
  };
  const say = (text: string) =>
    log.change(
      { streamId: "hall", actorId: "ada", operation: "say", input: { text }, idempotencyKey: null },
      (change) => change.append({ text }),
    );
  return { feeds, say };
}

it("a change succeeds and is delivered though the host's reduce throws", async () => {
  const { logger, lines } = createRecordingLogger();
  const reduce = () => {
    throw new Error("The host cannot reduce it.");
  };
  const { feeds, say } = open({ reduce, logger, reconcileInterval: null });
  const stream = await feeds.open("hall", { viewer: "bob" });
  await stream.next();
  const { position } = await say("Hello");
  expect((await stream.next()).value).toMatchObject({ event: { text: "Hello" }, extensions: { seq: position.seq } });
  expect(lines[0]).toMatchObject({ level: 50, streamId: "hall", seq: position.seq });
});

it("an event with a BigInt is kept and delivered", async () => {
  const { feeds, say } = open();
  const stream = await feeds.open("hall", { viewer: "bob" });
  await stream.next();
  await say("Long");
  expect((await stream.next()).value?.event).toMatchObject({ text: "Long", size: 4n });
});

const fault = new Error("The host's fault.");
const fail = (): never => {
  throw fault;
};
const admitted = { admit: () => 1, gone: () => new NotFoundError("No such hall.") };

/** Parts of a host that fail, while a stream is opened or when a change comes. */
const faults: [string, { policy?: Partial<Policy<object, Said, string>>; companion?: Partial<Companion> }, RegExp][] = [
  ["policy.admit throws", { policy: { admit: fail } }, /host's fault/],
  ["policy.admit returns no number", { policy: { admit: () => undefined as unknown as number } }, /policy\.admit/],
  ["policy.continue throws", { policy: { continue: fail } }, /host's fault/],
  ["policy.after throws", { policy: { after: fail } }, /host's fault/],
  ["policy.after returns no verdict", { policy: { after: () => "go" as "go on" } }, /must give an Error/],
  ["companion.join throws", { companion: { join: fail } }, /host's fault/],
  ["companion.begin throws", { companion: { begin: fail } }, /host's fault/],
  ["companion.begin returns no object", { companion: { begin: () => 5 as unknown as object } }, /./],
  ["companion.take throws", { companion: { take: fail } }, /host's fault/],
];

it.each(faults)("%s: the stream ends with an error, and frees feed and companion", async (_name, host, message) => {
  const stop = vi.fn();
  const { feeds, say } = open({ policy: { ...admitted, ...host.policy } });
  const companion = async () => ({ begin: () => ({}), take: () => null, ...host.companion, stop });
  const read = async () => {
    const stream = await feeds.open("hall", { viewer: "bob", companion });
    await stream.next();
    await say("Hello");
    for await (const _delivery of stream);
  };
  await expect(read()).rejects.toThrow(message);
  expect(feeds.list().map(({ subscribers }) => subscribers.size)).toEqual([0]);
  expect(stop).toHaveBeenCalledTimes(1);
});

it.each([
  ["returns nothing", () => undefined as unknown as Error, /must give an Error/],
  ["throws", fail, /host's fault/],
])(
  "policy.gone %s: a stream that does not exist, or no longer does, ends with an error",
  async (_name, gone, message) => {
    const { feeds } = open({ policy: { ...admitted, gone }, reconcileInterval: 1 });
    await expect(feeds.open("nowhere", { viewer: "bob" })).rejects.toThrow(message);
    await pool.query("INSERT INTO halls (stream_id) VALUES ('short')");
    const stream = await feeds.open("short", { viewer: "bob" });
    await stream.next();
    await pool.query("DELETE FROM halls WHERE stream_id = 'short'");
    await expect(stream.next()).rejects.toThrow(message);
  },
);

it.each([
  ["throws", fail],
  ["rejects", () => Promise.reject(fault)],
])("a companion whose opening %s gives the feed back", async (_name, companion) => {
  const { feeds } = open();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  await expect(feeds.open("hall", { viewer: "bob", companion })).rejects.toThrow(fault);
  expect(feeds.list()).toHaveLength(1);
  vi.advanceTimersByTime(10_000);
  expect(feeds.list()).toEqual([]);
});

it("a companion that cannot be stopped is logged, and the stream ends well", async () => {
  const { logger, lines } = createRecordingLogger();
  const { feeds } = open({ logger });
  const companion = async () => ({ begin: () => ({}), take: () => null, stop: fail });
  const stream = await feeds.open("hall", { viewer: "bob", companion });
  expect(await stream.return()).toEqual({ done: true, value: undefined });
  expect(feeds.list().map(({ subscribers }) => subscribers.size)).toEqual([0]);
  expect(lines).toMatchObject([{ level: 50, err: { message: fault.message } }]);
});

it.each(["state.parse", "codec.decode"])("%s that throws rejects the opening at once", async (what) => {
  const log = createLog<Said, never>({
    ...{ kind: what === "state.parse" ? "parse" : "decode", tables, pool },
    codec: { encode: fail, decode: fail },
    ...(what === "state.parse" && { state: { sql: "'{}'::json", parse: fail } }),
  });
  await open().say("Hello");
  await close();
  const feeds = new Feeds({ log, bus: createMemoryBus() });
  await expect(feeds.open("hall", { viewer: "bob" })).rejects.toThrow(fault);
  await feeds.close();
});

it("an opening ends when its signal is aborted, whatever it waits for", async () => {
  const { feeds } = open({ logger: createRecordingLogger().logger });
  const stop = vi.fn();
  let opened = (_companion: Companion) => {};
  const companion = () =>
    new Promise<Companion>((resolve) => {
      opened = resolve;
    });
  const aborting = new AbortController();
  const { signal } = aborting;
  const opening = feeds.open("hall", { viewer: "bob", companion, signal });
  await vi.waitFor(() => expect(feeds.list()).toHaveLength(1));
  aborting.abort(fault);
  await expect(opening).rejects.toThrow(fault);
  opened({ begin: () => ({}), take: () => null, stop });
  await vi.waitFor(() => expect(stop).toHaveBeenCalledTimes(1));
  expect(feeds.list().map(({ subscribers }) => subscribers.size)).toEqual([0]);
  await expect(feeds.open("hall", { viewer: "bob", signal })).rejects.toThrow(fault);
});

it("openings do not pile up while the log cannot be read, and end with the feeds", async () => {
  const unreachable = new Pool({ connectionString: "postgres://127.0.0.1:1/none" });
  const log = createLog<Said, Said>({ kind: "far", tables, codec: { encode: fail, decode: fail }, pool: unreachable });
  const bus = createMemoryBus();
  const feeds = new Feeds({ log, bus, logger: createRecordingLogger().logger });
  const aborting = new AbortController();
  const aborted = feeds.open("hall", { viewer: "bob", signal: aborting.signal });
  const waiting = feeds.open("hall", { viewer: "eve" });
  const ended = expect(waiting).rejects.toThrow("The stream was closed by the server.");
  aborting.abort(fault);
  await expect(aborted).rejects.toThrow(fault);
  await feeds.close();
  await ended;
});

it("an event that no cache holds is delivered to all who follow, each with a read of its own at most", async () => {
  // `text` of the event is as long as one string of the body; the caches count what is made of it.
  const log = createLog<{ readonly text: string }, { readonly text: string }>({
    ...{ kind: "huge", tables, pool },
    codec: {
      encode: ({ text }) => ({ type: "Said", body: { text } }),
      decode: ({ body }) => ({ text: (body as { readonly text: string }).text.repeat(70) }),
    },
  });
  const bus = createMemoryBus();
  let reads = 0;
  const counted: typeof log = {
    ...log,
    readPage(...args) {
      reads += 1;
      return log.readPage(...args);
    },
  };
  const feeds = new Feeds<object, { readonly text: string }, string>({ log: counted, bus, reconcileInterval: null });
  await pool.query("INSERT INTO halls (stream_id) VALUES ('huge')");
  const streams = [await feeds.open("huge", { viewer: "bob" }), await feeds.open("huge", { viewer: "eve" })];
  for (const stream of streams) await stream.next();
  const text = "x".repeat(1024 * 1024);
  const change = { streamId: "huge", actorId: "ada", operation: "say", input: {} };
  await log.change(change, ({ append }) => append({ text }));
  for (const stream of streams) {
    const { value } = await stream.next();
    expect(value?.event).toHaveProperty("text.length", 70 * text.length);
  }
  expect(reads).toBeLessThanOrEqual(2);
  await feeds.close();
  await bus.close();
});

it("a place that is none is refused", async () => {
  const { feeds } = open();
  for (const seq of [0.5, -1, Number.NaN, 2 ** 31]) {
    const opening = feeds.open("hall", { viewer: "bob", after: { seq, token: null } });
    await expect(opening).rejects.toThrow(BadUserInputError);
  }
});

it("options that are undefined have their defaults", async () => {
  const { feeds, say } = open(
    Object.assign({}, ...["reduce", "policy", "logger", "replayLimit"].map((name) => ({ [name]: undefined }))),
  );
  const stream = await feeds.open("hall", { viewer: "bob", after: "hall.0.0" });
  await say("Again");
  expect((await stream.next()).value?.event).toMatchObject({ type: "Said" });
});

it("errors that end a subscription have their code under a GraphQL server of another kind", async () => {
  const { feeds, say } = open({
    policy: {
      admit(_state, viewer) {
        if (viewer === "stranger") throw new NotFoundError("No such hall.");
        return 1;
      },
      after: ({ text }) => (text === "Leave" ? new ForbiddenError("You have to leave.") : "go on"),
      gone: () => new NotFoundError("No such hall."),
    },
  });
  const { url } = await serve(feeds);
  expect(await endOf(url, "stranger")).toMatchObject([{ message: "No such hall.", extensions: { code: "NOT_FOUND" } }]);
  const ended = endOf(url, "bob", () => void say("Leave"));
  expect(await ended).toMatchObject([{ message: "You have to leave.", extensions: { code: "FORBIDDEN" } }]);
});

it("a client that reads too slowly is closed, and what waits for it is dropped soon after", async () => {
  const { feeds, say } = open();
  const { url, sockets } = await serve(feeds);
  const connected = once(sockets, "connection");
  const client = new WebSocket(url, "graphql-transport-ws");
  await once(client, "open");
  const [peer] = (await connected) as [WebSocket];
  client.send(JSON.stringify({ type: "connection_init" }));
  await once(client, "message");
  const query = 'subscription { hall(viewer: "bob") }';
  client.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query } }));
  await once(client, "message");
  client.pause();
  const closed = once(peer, "close");
  const grace = holdTimers(closeGrace);
  const isOpen = () => peer.readyState === WebSocket.OPEN;
  for (let count = 0; isOpen() && count < 20; count += 1) {
    await say("x".repeat(8 * 1024 * 1024));
    // The fan-out writes a turn later.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(isOpen()).toBe(false);
  // ws itself waits 30 s.
  expect(grace.count).toBe(1);
  grace.fire();
  await closed;
  client.terminate();
});

async function serve(feeds: Feeds<object, Said, string>): Promise<{ url: string; sockets: WebSocketServer }> {
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: "Query", fields: { one: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({
      name: "Subscription",
      fields: {
        hall: {
          type: new GraphQLNonNull(GraphQLString),
          args: { viewer: { type: new GraphQLNonNull(GraphQLString) } },
          subscribe: (_root, { viewer }: { viewer: string }) => feeds.open("hall", { viewer }),
          resolve: ({ event }) => event.text ?? event.type,
        },
      },
    }),
  });
  const server = createServer();
  const sockets = new WebSocketServer({ server, path: "/graphql" });
  useServer({ schema, ...shareSubscriptions() }, sockets);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, sockets };
}

/** Resolves with the errors that end a subscription; `onReady` is called with its first message. */
function endOf(url: string, viewer: string, onReady = () => {}): Promise<unknown> {
  const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
  return new Promise((resolve) => {
    const query = "subscription ($viewer: String!) { hall(viewer: $viewer) }";
    client.subscribe(
      { query, variables: { viewer } },
      {
        next: ({ errors }) => (errors ? resolve(errors) : onReady()),
        error: resolve,
        complete: () => resolve("complete"),
      },
    );
  });
}

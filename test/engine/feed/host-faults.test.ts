import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import { createClient } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createMemoryBus } from "../../../src/engine/bus/memory-bus.ts";
import { shareSubscriptions } from "../../../src/engine/fanout/share-subscriptions.ts";
import { Feeds, type FeedsOptions } from "../../../src/engine/feed/feeds.ts";
import { createLog } from "../../../src/engine/log/log.ts";
import { createTablesSql } from "../../../src/engine/log/tables.ts";
import { ForbiddenError, NotFoundError } from "../../../src/errors/expected-error.ts";
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
  const url = await serve(feeds);
  expect(await endOf(url, "stranger")).toMatchObject([{ message: "No such hall.", extensions: { code: "NOT_FOUND" } }]);
  const ended = endOf(url, "bob", () => void say("Leave"));
  expect(await ended).toMatchObject([{ message: "You have to leave.", extensions: { code: "FORBIDDEN" } }]);
});

async function serve(feeds: Feeds<object, Said, string>): Promise<string> {
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: "Query", fields: { one: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({
      name: "Subscription",
      fields: {
        hall: {
          type: new GraphQLNonNull(GraphQLString),
          args: { viewer: { type: new GraphQLNonNull(GraphQLString) } },
          subscribe: (_root, { viewer }: { viewer: string }) => feeds.open("hall", { viewer }),
          resolve: ({ event }) => event.type,
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
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
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

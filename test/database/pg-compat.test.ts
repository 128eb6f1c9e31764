import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { Client, Pool } from "pg";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import {
  cancelStatement,
  HangingUpClient,
  isBroken,
  isOutageMessage,
  isPoolExhausted,
  isUnanswered,
  SiftedQuery,
} from "../../src/database/pg-compat.ts";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy.ts";

const { url } = inject("postgres");

let stalled: PostgresProxy;

beforeAll(async () => {
  stalled = await startPostgresProxy(url);
  stalled.stall();
});

afterAll(() => stalled.close());

/** Errors of `pg`, as they come about. */
const errors: Readonly<Record<string, () => Promise<unknown>>> = {
  "a statement that takes too long": () =>
    withClient({ connectionString: url, query_timeout: 50 }, (client) => client.query("SELECT pg_sleep(1)")),
  "a client that gets no answer to its sign-in": () =>
    connect({ connectionString: stalled.url, connectionTimeoutMillis: 50 }),
  "a pool that gets no answer to a sign-in": () =>
    withPool({ connectionString: stalled.url, connectionTimeoutMillis: 50 }, (pool) => pool.query("SELECT 1")),
  "a pool whose connections are all taken": () =>
    withPool({ connectionString: url, max: 1, connectionTimeoutMillis: 1_000 }, async (pool) => {
      const taken = await pool.connect();
      await pool.query("SELECT 1").finally(() => taken.release());
    }),
  "a connection that is cut": () => withClient({ connectionString: url }, cutWhile),
  "a connection that was cut before": () =>
    withClient({ connectionString: url }, async (client) => {
      await cutWhile(client).catch(() => undefined);
      await client.query("SELECT 1");
    }),
  "a client that was ended": () =>
    withClient({ connectionString: url }, async (client) => {
      await client.end();
      await client.query("SELECT 1");
    }),
  "a client that is ended while it asks": () =>
    withClient({ connectionString: url }, async (client) => {
      const asked = client.query("SELECT pg_sleep(1)");
      asked.catch(() => undefined);
      await client.end();
      await asked;
    }),
  "a server without TLS": () => withServer("N", (port) => connect({ host: "127.0.0.1", port, ssl: true })),
  "a server that breaks TLS off": () => withServer("?", (port) => connect({ host: "127.0.0.1", port, ssl: true })),
};

test.each(Object.entries(errors))("isOutageMessage: knows %s", async (_name, fail) => {
  const error = await failureOf(fail);
  expect(error).toBeInstanceOf(Error);
  expect("code" in error, "an error with a code needs no message").toBe(false);
  expect(isOutageMessage(error.message), error.message).toBe(true);
});

test("isUnanswered, isPoolExhausted: tell which of these got no answer in time, and which no connection", async () => {
  const found = await Promise.all(
    Object.entries(errors).map(async ([name, fail]) => ({ name, error: await failureOf(fail) })),
  );
  expect(found.filter(({ error }) => isUnanswered(error)).map(({ name }) => name)).toEqual([
    "a statement that takes too long",
    "a pool that gets no answer to a sign-in",
    "a pool whose connections are all taken",
  ]);
  expect(found.filter(({ error }) => isPoolExhausted(error)).map(({ name }) => name)).toEqual([
    "a pool whose connections are all taken",
  ]);
});

test("HangingUpClient: ends though the other side never hangs up", async () => {
  const proxy = await startPostgresProxy(url);
  onTestFinished(() => proxy.close());
  const client = new HangingUpClient({ connectionString: proxy.url });
  client.on("error", () => undefined);
  await client.connect();
  proxy.stall();
  await client.end();
});

test("cancelStatement: ends the statement of a client, which goes on", async () => {
  await withClient({ connectionString: url }, async (client) => {
    const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
    const asked = failureOf(() => client.query("SELECT pg_sleep(60)"));
    await withClient({ connectionString: url }, (other) =>
      expect
        .poll(
          async () => (await other.query("SELECT wait_event FROM pg_stat_activity WHERE pid = $1", [rows[0].pid])).rows,
        )
        .toEqual([{ wait_event: "PgSleep" }]),
    );
    await cancelStatement(client, { connectionString: url });
    expect(await asked).toMatchObject({ code: "57014" });
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });
});

test("SiftedQuery: keeps the rows that it is told to keep, and knows their bytes", async () => {
  await withPool({ connectionString: url }, async (pool) => {
    const client = await pool.connect();
    const sizes: number[] = [];
    const query = new SiftedQuery(
      { text: "SELECT repeat('x', n * 100) AS text FROM generate_series(1, 3) n" },
      (bytes) => {
        sizes.push(bytes);
        return bytes < 250;
      },
    );
    const rows = await query.run(client);
    expect(rows.map(({ text }) => text.length)).toEqual([100, 200]);
    expect(sizes.map((bytes) => Math.floor(bytes / 100))).toEqual([1, 2, 3]);
    const failed = await failureOf(() => new SiftedQuery({ text: "SELECT 1 / 0" }, () => true).run(client));
    expect(isBroken(failed)).toBe(false);
    client.release();
  });
});

async function failureOf(fail: () => Promise<unknown>): Promise<Error> {
  return fail().then(
    () => new Error("It did not fail."),
    (error: Error) => error,
  );
}

async function withClient<T>(config: Config, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(config);
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function connect(config: Config): Promise<void> {
  return withClient(config, async () => undefined);
}

async function withPool<T>(config: Config, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool(config);
  pool.on("error", () => undefined);
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

type Config = ConstructorParameters<typeof Pool>[0] & object;

function cutWhile(client: Client): Promise<unknown> {
  const asked = client.query("SELECT pg_sleep(1)");
  client.connection.stream.destroy();
  return asked;
}

/** A server that answers the first message with one byte, and hangs up when there is another. */
async function withServer<T>(answer: string, work: (port: number) => Promise<T>): Promise<T> {
  const server = createServer((socket: Socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.write(answer));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

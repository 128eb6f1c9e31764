import { Client, Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { OpenChange } from "../../../src/engine/log/change.ts";
import type { PlacedEntry } from "../../../src/engine/log/entry.ts";
import { createLog } from "../../../src/engine/log/log.ts";
import { createTablesSql } from "../../../src/engine/log/tables.ts";
import {
  BadUserInputError,
  NotFoundError,
  RateLimitedError,
  UnauthenticatedError,
} from "../../../src/errors/expected-error.ts";
import { patience } from "../../support/patience.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { startPostgresProxy } from "../../support/postgres-proxy.ts";
import { range } from "../../support/range.ts";
import { type Said, saidCodec } from "./log-contract.ts";

const tables = { heads: "said_heads", entries: "said_entries", answers: "said_answers" };

let database: TestDatabase;
let pool: Pool;
let streamId: string;
let streams = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, pipeline: true });
  await pool.query(createTablesSql(tables));
  await pool.query("CREATE TABLE words (word text PRIMARY KEY)");
});

afterAll(async () => {
  await pool.end();
  await database.close();
});

beforeEach(async () => {
  streams += 1;
  streamId = `stream ${streams}`;
  await pool.query("INSERT INTO said_heads (stream_id) VALUES ($1)", [streamId]);
});

afterEach(() => vi.restoreAllMocks());

type Change = OpenChange<Said, Said, object>;

interface Saying {
  readonly text: string;
  readonly actorId?: string;
  readonly key?: string;
  readonly item?: string;
  readonly work?: (change: Change) => Promise<unknown>;
  readonly admit?: () => void;
}

/** Changes of different items run at the same time; without an item each begins when the one before has ended. */
const manners = [
  { manner: "each in its turn", itemOf: () => ({}) },
  { manner: "at the same time", itemOf: (text: string) => ({ item: text }) },
];

/** As operations do it: a row of one's own, then the entry. */
const saying = (text: string) => async (change: Change) => {
  await change.client.query("INSERT INTO words VALUES ($1)", [`${streamId} ${text}`]);
  return change.append({ text });
};

/** Makes changes that all wait while another one is under way. Returns how each ended, and counts the transactions. */
async function sayAtOnce(sayings: readonly Saying[], usedPool = pool) {
  const warnings: string[] = [];
  const logger = { info() {}, warn: (_fields: object, line: string) => void warnings.push(line), error() {} };
  const log = createLog<Said, Said, null, object>({
    ...{ kind: "said", tables, codec: saidCodec, pool: usedPool, logger },
    state: { sql: "NULL::json", parse: () => null },
    guard: {
      sql: "CASE WHEN $2 LIKE 'stranger%' THEN NULL ELSE 'true'::json END",
      parse: () => ({}),
    },
  });
  const told: PlacedEntry[] = [];
  log.onCommit((entries) => told.push(...entries));
  let proceed = () => {};
  const mayProceed = new Promise<void>((resolve) => {
    proceed = resolve;
  });
  let first: Promise<unknown> | undefined;
  await new Promise<void>((resolve) => {
    first = log.change({ streamId, actorId: "ada", operation: "say", input: {} }, async ({ append }) => {
      resolve();
      await mayProceed;
      return append({ text: "first" });
    });
  });
  const query = vi.spyOn(Client.prototype, "query");
  const all = sayings.map(({ text, actorId = "ada", key, item, work = saying(text), admit }) =>
    log.change(
      {
        ...{ streamId, actorId, operation: "say", input: { text }, idempotencyKey: key ?? null, mayJoin: true, item },
        ...(admit && { admit }),
      },
      work,
    ),
  );
  proceed();
  await first;
  const results = await Promise.allSettled(all);
  const sent = query.mock.calls.map(([statement]: unknown[]) => statement);
  query.mockRestore();
  return {
    ends: results.map((result) =>
      result.status === "fulfilled" ? result.value.position.seq : String(result.reason.message),
    ),
    results,
    told,
    warnings,
    transactions: sent.filter((statement) => String(statement).startsWith("BEGIN")).length,
  };
}

async function readTexts(): Promise<string[]> {
  const text = "SELECT body ->> 'text' AS text FROM said_entries WHERE stream_id = $1 ORDER BY seq";
  return (await pool.query<{ text: string }>(text, [streamId])).rows.map((row) => row.text);
}

it.each(manners)(
  "waiting changes share a transaction and keep order, number and actor ($manner)",
  async ({ itemOf }) => {
    const texts = range(1, 10).map((n) => `saying ${n}`);
    const sayings = texts.map((text, index) => ({
      text,
      ...itemOf(text),
      actorId: index % 2 ? "ada" : "grace",
      key: `${streamId} ${text}`,
    }));
    const { ends, told, transactions } = await sayAtOnce(sayings);
    expect(transactions).toBe(1);
    expect(ends).toEqual(range(2, 11));
    expect(told.map(({ seq }) => seq)).toEqual(range(1, 11));
    expect(await readTexts()).toEqual(["first", ...texts]);
    const { rows } = await pool.query("SELECT actor_id FROM said_entries WHERE stream_id = $1 ORDER BY seq", [
      streamId,
    ]);
    expect(rows.map(({ actor_id }) => actor_id)).toEqual(["ada", ...sayings.map(({ actorId }) => actorId)]);
    expect(told.map(({ previous }) => previous).slice(1)).toEqual(told.map(({ token }) => token).slice(0, -1));
  },
);

it("makes more than a transaction takes in several", async () => {
  const { ends, transactions } = await sayAtOnce(range(1, 40).map((n) => ({ text: `saying ${n}` })));
  expect(transactions).toBe(3);
  expect(ends).toEqual(range(2, 41));
});

it("a change sees those before it in its transaction", async () => {
  const count = async ({ client, append, before }: Change) => {
    const { rows } = await client.query("SELECT max(seq) AS seq FROM said_entries WHERE stream_id = $1", [streamId]);
    return append({ text: `${rows[0].seq} ${before}` });
  };
  const { transactions } = await sayAtOnce(range(1, 5).map((n) => ({ text: `${n}`, work: count })));
  expect(transactions).toBe(1);
  expect(await readTexts()).toEqual(["first", "1 1", "2 2", "3 3", "4 4", "5 5"]);
});

it("changes of different items take their statements to PostgreSQL together", async () => {
  const proxy = await startPostgresProxy(database.url);
  const far = new Pool({ connectionString: proxy.url, pipeline: true });
  try {
    const counts: number[] = [];
    for (const round of range(1, 5)) {
      const sayings = range(1, 16).map((n) => ({ text: `saying ${round} ${n}`, item: `${n}` }));
      let before = 0;
      const count = async (change: Change) => {
        // BEGIN, the lock and the basis are behind; the statement of this change is the first of the work.
        before = proxy.roundTrips;
        return saying(`saying ${round} 1`)(change);
      };
      await sayAtOnce([{ ...(sayings[0] as Saying), work: count }, ...sayings.slice(1)], far);
      counts.push(proxy.roundTrips - before);
    }
    // One for the rows of all, one for the entries and the COMMIT.
    expect(Math.min(...counts)).toBe(2);
  } finally {
    await far.end();
    await proxy.close();
  }
});

it("changes of one item see each other, whatever stands between them", async () => {
  await pool.query("CREATE TABLE IF NOT EXISTS counts (item text PRIMARY KEY, n integer)");
  const countUp = (item: string) => async (change: Change) => {
    const name = `${streamId} ${item}`;
    const { rows } = await change.client.query("SELECT n FROM counts WHERE item = $1", [name]);
    const n = (rows[0]?.n ?? 0) + 1;
    const text = "INSERT INTO counts VALUES ($1, $2) ON CONFLICT (item) DO UPDATE SET n = $2";
    await change.client.query(text, [name, n]);
    return change.append({ text: `${item} ${n}` });
  };
  const items = ["a", "b", "c", "a", "c", "b", "b", "d", "a"];
  const { transactions } = await sayAtOnce(items.map((item, n) => ({ text: `${n}`, item, work: countUp(item) })));
  expect(transactions).toBe(1);
  const expected = ["a 1", "b 1", "c 1", "a 2", "c 2", "b 2", "b 3", "d 1", "a 3"];
  expect(await readTexts()).toEqual(["first", ...expected]);
});

it("changes of different items append in order, whichever is done first, and know their place", async () => {
  const releases = new Map<number, () => void>();
  const late = (n: number) => async (change: Change) => {
    // The last one goes on first.
    const mayGoOn = new Promise<void>((resolve) => releases.set(n, resolve));
    if (n === 4) for (const release of [...releases.values()].reverse()) release();
    else await mayGoOn;
    expect(() => change.before).toThrow("must wait for its turn");
    await change.turn();
    return change.append({ text: `${n} ${change.before} ${change.seq}` });
  };
  const first = { text: "first of them", item: "first of them" };
  await sayAtOnce([first, ...range(1, 4).map((n) => ({ text: `${n}`, item: `${n}`, work: late(n) }))]);
  expect(await readTexts()).toEqual(["first", "first of them", "1 2 3", "2 3 4", "3 4 5", "4 5 6"]);
});

const refused = () => {
  throw new BadUserInputError("Not this.");
};

const failures: { name: string; bad: Saying; error: string; together: boolean }[] = [
  { name: "is refused", bad: { text: "bad", work: async () => refused() }, error: "Not this.", together: true },
  { name: "may not be made", bad: { text: "bad", admit: refused }, error: "Not this.", together: true },
  {
    name: "is of a deleted account",
    bad: {
      text: "bad",
      admit() {
        throw new UnauthenticatedError("Gone.");
      },
    },
    error: "Gone.",
    together: true,
  },
  {
    name: "meets a limit",
    bad: { text: "bad", work: () => Promise.reject(new RateLimitedError("Too much.", 1)) },
    error: "Too much.",
    together: false,
  },
  {
    name: "is a stranger's",
    bad: { text: "bad", actorId: "stranger" },
    error: new NotFoundError("The stream does not exist.").message,
    together: true,
  },
  {
    name: "is refused after it wrote",
    bad: {
      text: "bad",
      async work({ client }) {
        await client.query("INSERT INTO words VALUES ($1)", [`${streamId} bad`]);
        return refused();
      },
    },
    error: "Not this.",
    together: false,
  },
  {
    name: "breaks a constraint",
    bad: {
      text: "bad",
      async work({ client, append }) {
        await client.query("INSERT INTO words VALUES ('taken'), ('taken')");
        return append({ text: "bad" });
      },
    },
    error: 'duplicate key value violates unique constraint "words_pkey"',
    together: false,
  },
  {
    name: "is not SQL",
    bad: { text: "bad", work: async ({ client }) => client.query("SELEKT 1") },
    error: 'syntax error at or near "SELEKT"',
    together: false,
  },
  {
    name: "fails by a fault of the code",
    bad: { text: "bad", work: () => Promise.reject(new TypeError("A fault.")) },
    error: "A fault.",
    together: false,
  },
];

it.each(manners.flatMap((manner) => failures.map((failure) => ({ ...manner, ...failure }))))(
  "one that $name leaves the others as they are ($manner)",
  async ({ itemOf, bad, error, together }) => {
    const sayings = [{ text: "a" }, bad, { text: "b" }, { text: "c" }];
    const all = sayings.map((each) => ({ ...each, ...itemOf(each.text) }));
    const { ends, transactions, warnings } = await sayAtOnce(all);
    expect(ends).toEqual([2, error, 3, 4]);
    expect(warnings).toEqual(error === "A fault." ? ["Changes are made one by one, not together."] : []);
    expect(await readTexts()).toEqual(["first", "a", "b", "c"]);
    const { rows } = await pool.query("SELECT word FROM words WHERE word LIKE $1 ORDER BY word", [`${streamId} %`]);
    expect(rows.map(({ word }) => word)).toEqual(["a", "b", "c"].map((text) => `${streamId} ${text}`));
    if (together) expect(transactions).toBe(1);
  },
);

it.each(manners)("one key that comes twice at once is taken once, and answered alike ($manner)", async ({ itemOf }) => {
  const same = { text: "same", key: `${streamId} k` };
  const sayings = [same, { text: "between" }, same];
  const { ends } = await sayAtOnce(sayings.map((each, index) => ({ ...each, ...itemOf(`${index}`) })));
  expect(ends).toEqual([2, 3, 2]);
  expect(await readTexts()).toEqual(["first", "same", "between"]);
});

it("a commit without an answer leaves all with an unknown outcome, and a retry finds each", async () => {
  const proxy = await startPostgresProxy(database.url);
  const weak = new Pool({ connectionString: proxy.url, pipeline: true });
  weak.on("error", () => undefined);
  try {
    const sayings = range(1, 3).map((n) => ({ text: `${n}`, key: `${streamId} ${n}` }));
    let isArmed = false;
    const arm = async (change: Change) => {
      if (!isArmed) void proxy.loseNextCommit();
      isArmed = true;
      return saying("1")(change);
    };
    const { results } = await sayAtOnce([{ ...(sayings[0] as Saying), work: arm }, ...sayings.slice(1)], weak);
    const outcomes = results.map((result) => result.status === "rejected" && result.reason.outcome);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(outcomes).toEqual(Array(3).fill("UNKNOWN"));
    const again = await sayAtOnce(sayings);
    expect(again.ends).toEqual([2, 3, 4]);
    expect(await readTexts()).toEqual(["first", "1", "2", "3", "first"]);
  } finally {
    await weak.end();
    await proxy.close();
  }
});

it("never waits for the keys of an actor while it holds the stream", async () => {
  // A batch of Grace elsewhere: it has her keys, and takes a stream then.
  const batch = new Client(database.url);
  await batch.connect();
  try {
    await batch.query("BEGIN");
    // It is the first to notice a circle.
    await batch.query("SET LOCAL deadlock_timeout = '10ms'");
    await batch.query("SELECT pg_advisory_xact_lock(hashtextextended('said_heads grace', 0))");
    const said = sayAtOnce(
      ["ada", "grace", "linus"].map((actorId) => ({ text: actorId, actorId, key: `${streamId} 1` })),
    );
    const waiting = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
    await vi.waitFor(async () => expect((await pool.query(waiting)).rowCount).toBe(1), patience);
    await batch.query("SELECT FROM said_heads WHERE stream_id = $1 FOR UPDATE", [streamId]);
    await batch.query("COMMIT");
    expect((await said).ends).toEqual([2, 3, 4]);
    expect(await readTexts()).toEqual(["first", "ada", "grace", "linus"]);
  } finally {
    await batch.end();
  }
});

it("while the lock is not to be had, all fail together and nothing waits longer", async () => {
  const hasty = new Pool({ connectionString: database.url, pipeline: true, lock_timeout: 300 });
  const holder = new Client(database.url);
  await holder.connect();
  const holding = async () => {
    await holder.query("BEGIN");
    await holder.query("SELECT FROM said_heads WHERE stream_id = $1 FOR UPDATE", [streamId]);
  };
  try {
    const log = createLog<Said, Said>({ kind: "said", tables, codec: saidCodec, pool: hasty });
    await holding();
    const all = range(1, 20).map((n) =>
      log.change({ streamId, actorId: "ada", operation: "say", input: { n }, mayJoin: true }, saying(`${n}`)),
    );
    const query = vi.spyOn(Client.prototype, "query");
    const results = await Promise.allSettled(all);
    expect(new Set(results.map((result) => result.status === "rejected" && result.reason.constructor.name))).toEqual(
      new Set(["StreamBusyError"]),
    );
    expect(query.mock.calls.filter(([statement]: unknown[]) => String(statement).startsWith("BEGIN"))).toHaveLength(1);
    await holder.query("ROLLBACK");
    expect(
      (await log.change({ streamId, actorId: "ada", operation: "say", input: {}, mayJoin: true }, saying("later")))
        .position.seq,
    ).toBe(1);
  } finally {
    await holder.end();
    await hasty.end();
  }
});

import { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createLog } from "../../../src/engine/log/log.ts";
import { createTablesSql } from "../../../src/engine/log/tables.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { type Said, saidCodec } from "./log-contract.ts";

const tables = { heads: "said_heads", entries: "said_entries", answers: "said_answers" };

let database: TestDatabase;
let pool: Pool;
let count = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url });
  await pool.query(createTablesSql(tables));
});

afterAll(async () => {
  await pool.end();
  await database.close();
});

/** New for each test: two streams, and the actor. */
let [one, two, actorId] = ["", "", ""];

beforeEach(async () => {
  count += 1;
  [one, two, actorId] = [`one ${count}`, `two ${count}`, `actor ${count}`];
  await pool.query("INSERT INTO said_heads (stream_id) VALUES ($1), ($2)", [one, two]);
});

/** As two instances have it: they share nothing but the database. */
const createSaid = () => createLog<Said, Said>({ kind: "said", tables, codec: saidCodec, pool });

interface Request {
  readonly kind: "change" | "part" | "whole";
  readonly streamId: string;
}

/** Makes a request with the key "k", alone or in a batch. `meanwhile` runs while it is open. */
async function make({ kind, streamId }: Request, meanwhile: () => Promise<void> | void = () => {}): Promise<string> {
  const log = createSaid();
  const said = { operation: "say", input: { kind } };
  const work = async ({ append }: { append(draft: Said): Promise<Said> }) => {
    await meanwhile();
    return append({ text: kind });
  };
  const keyed = { ...said, idempotencyKey: "k" };
  if (kind === "change") return (await log.change({ streamId, actorId, ...keyed }, work)).result.text;
  const { results } = await log.changeAll<Said>(
    {
      ...{ streamId, actorId, parts: [kind === "part" ? keyed : said], whole: kind === "whole" ? keyed : said },
      refuse: (error) => {
        throw error;
      },
      ...{ isAtomic: false, isFailure: () => false, parse: (json) => json as Said },
    },
    work,
  );
  return results[0]?.text ?? "";
}

const kinds = ["change", "part", "whole"] as const;

it.each(kinds.flatMap((first) => kinds.map((second) => [first, second] as const)))(
  "one key at once, by a %s here and a %s there, is taken once",
  async (first, second) => {
    let open = () => {};
    const isOpen = new Promise<void>((resolve) => {
      open = resolve;
    });
    let proceed = () => {};
    const mayProceed = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    const before = ending(
      make({ kind: first, streamId: one }, () => {
        open();
        return mayProceed;
      }),
    );
    await isOpen;
    // It waits for the first one, or gets ahead of it.
    const after = ending(make({ kind: second, streamId: two }));
    let hasEnded = false;
    void after.then(() => {
      hasEnded = true;
    });
    while (!hasEnded && (await countWaiting()) === 0);
    proceed();
    const outcomes = await Promise.all([before, after]);
    const { rows } = await pool.query("SELECT stream_id FROM said_entries WHERE actor_id = $1", [actorId]);
    const isFirst = rows[0]?.stream_id === one;
    expect(rows).toEqual([{ stream_id: isFirst ? one : two }]);
    const refused = "The idempotency key was used for another change before.";
    expect(outcomes).toEqual(isFirst ? [first, refused] : [refused, second]);
    const again = [make({ kind: first, streamId: one }), make({ kind: second, streamId: two })];
    expect(await Promise.all(again.map(ending))).toEqual(outcomes);
  },
);

it("keyed changes of one actor in two streams do not wait for each other", async () => {
  const log = createSaid();
  const say = (streamId: string, idempotencyKey: string, meanwhile: () => Promise<unknown>) =>
    log.change({ streamId, actorId, operation: "say", input: {}, idempotencyKey }, async ({ append }) => {
      await meanwhile();
      return append({ text: idempotencyKey });
    });
  await say(one, "a", () => say(two, "b", async () => {}));
  expect((await log.readHeads([one, two])).get(two)?.seq).toBe(1);
});

function ending(request: Promise<string>): Promise<string> {
  return request.catch((error: Error) => error.message);
}

async function countWaiting(): Promise<number | null> {
  const text = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  return (await pool.query(text)).rowCount;
}

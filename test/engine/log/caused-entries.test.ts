import { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PlacedEntry } from "../../../src/engine/log/entry.ts";
import { createLog } from "../../../src/engine/log/log.ts";
import { createTablesSql } from "../../../src/engine/log/tables.ts";
import { BadUserInputError } from "../../../src/errors/expected-error.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { range } from "../../support/range.ts";
import { recordStatements } from "../../support/record-statements.ts";
import { saidCodec } from "./log-contract.ts";

let database: TestDatabase;
let pools: Pool[];
let streams = 0;
let room: string;

beforeAll(async () => {
  database = await createTestDatabase();
  pools = [true, false].map((pipeline) => new Pool({ connectionString: database.url, pipeline }));
  const [pool] = pools;
  await pool?.query(createTablesSql({ heads: "rooms", entries: "sayings", answers: "answers" }));
  await pool?.query(createTablesSql({ heads: "people", entries: "tidings" }));
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.close();
});

async function openStream(heads: "rooms" | "people"): Promise<string> {
  streams += 1;
  const id = `${heads} ${streams}`;
  await pools[0]?.query(`INSERT INTO ${heads} (stream_id) VALUES ($1)`, [id]);
  return id;
}

beforeEach(async () => {
  room = await openStream("rooms");
});

async function read(
  heads: "rooms" | "people",
  streamId: string,
): Promise<{ seq: number; text: string; actor: string }[]> {
  const entries = heads === "rooms" ? "sayings" : "tidings";
  const { rows } = await (pools[0] as Pool).query(
    `SELECT seq, body ->> 'text' AS text, actor_id AS actor FROM ${entries} WHERE stream_id = $1 ORDER BY seq`,
    [streamId],
  );
  const { rows: head } = await (pools[0] as Pool).query(`SELECT seq FROM ${heads} WHERE stream_id = $1`, [streamId]);
  expect(head[0]?.seq ?? 0).toBe(rows.length);
  return rows;
}

describe.each([
  { name: "a pool that pipelines", index: 0 },
  { name: "a pool that does not", index: 1 },
])("on $name", ({ index }) => {
  function openLogs() {
    const pool = pools[index] as Pool;
    const told: PlacedEntry[] = [];
    const rooms = createLog({
      ...{ kind: "room", tables: { heads: "rooms", entries: "sayings", answers: "answers" }, codec: saidCodec, pool },
    });
    const people = createLog({
      kind: "person",
      tables: { heads: "people", entries: "tidings" },
      codec: saidCodec,
      pool,
    });
    people.onCommit((entries) => told.push(...entries));
    const say = (text: string, to: readonly string[], more: object = {}) =>
      rooms.change({ streamId: room, actorId: "ada", operation: "say", input: { text }, ...more }, ({ append }) =>
        append(
          { text },
          to.map((person) => people.cause(person, { text: `told: ${text}` })),
        ),
      );
    return { rooms, people, told, say };
  }

  it("append: commits with it what it causes in streams of another log, and tells its listeners", async () => {
    const { told, say } = openLogs();
    const [one, two] = [await openStream("people"), await openStream("people")];
    await say("first", [two, one]);
    await say("second", [two]);
    expect(await read("people", one)).toEqual([{ seq: 1, text: "told: first", actor: "ada" }]);
    expect(await read("people", two)).toEqual([
      { seq: 1, text: "told: first", actor: "ada" },
      { seq: 2, text: "told: second", actor: "ada" },
    ]);
    expect(told.map(({ streamId, seq }) => `${streamId} ${seq}`)).toEqual([`${one} 1`, `${two} 1`, `${two} 2`]);
    expect(told[2]?.previous).toBe(told[1]?.token);
  });

  it("append: leaves out a stream that does not exist", async () => {
    const { told, say } = openLogs();
    const one = await openStream("people");
    await say("first", ["nobody", one]);
    expect(told.map(({ streamId }) => streamId)).toEqual([one]);
    expect(await read("rooms", room)).toHaveLength(1);
  });

  it("append: causes nothing when the change is undone, or is a retry", async () => {
    const { rooms, people, told, say } = openLogs();
    const one = await openStream("people");
    const request = { streamId: room, actorId: "ada", operation: "say", input: {} };
    const failing = rooms.change(request, async ({ append }) => {
      await append({ text: "lost" }, [people.cause(one, { text: "lost" })]);
      throw new BadUserInputError("No.");
    });
    await expect(failing).rejects.toThrow("No.");
    await say("once", [one], { idempotencyKey: `${room} once` });
    await say("once", [one], { idempotencyKey: `${room} once` });
    expect((await read("people", one)).map(({ text }) => text)).toEqual(["told: once"]);
    expect(told).toHaveLength(1);
  });

  it("changeAll: causes what its made parts cause, each stream once, in the order of the parts", async () => {
    const { rooms, people, told } = openLogs();
    const [one, two] = [await openStream("people"), await openStream("people")];
    const texts = ["a", "refused", "b", "c"];
    const batch = (isAtomic: boolean) =>
      rooms.changeAll<object>(
        {
          ...{ streamId: room, actorId: "ada", isAtomic, whole: { operation: "all", input: {} } },
          parts: texts.map((text) => ({ operation: "say", input: { text } })),
          refuse: () => ({ isRefused: true }),
          isFailure: () => false,
          parse: (json) => json,
        },
        async ({ client, append }, part) => {
          const text = texts[part] ?? "";
          await client.query("SELECT 1");
          const event = await append({ text }, [
            people.cause(part % 2 ? one : two, { text }),
            people.cause(one, { text }),
          ]);
          if (text === "refused") throw new BadUserInputError("No.");
          return event;
        },
      );
    await batch(true);
    expect(told).toEqual([]);
    const statements = await recordStatements(() => batch(false));
    expect((await read("people", one)).map(({ text }) => text)).toEqual(["a", "b", "c", "c"]);
    expect((await read("people", two)).map(({ text }) => text)).toEqual(["a", "b"]);
    expect(statements.filter((name) => name.startsWith("person-"))).toEqual([
      "person-lock-heads",
      "person-read-heads",
      "person-append",
      "person-append",
    ]);
  });
});

it("a change that causes nothing sends what it sent before", async () => {
  const pool = pools[0] as Pool;
  const tables = { heads: "rooms", entries: "sayings", answers: "answers" };
  const rooms = createLog({ kind: "room", tables, codec: saidCodec, pool });
  const request = { streamId: room, actorId: "ada", operation: "say", input: {} };
  const statements = await recordStatements(() => rooms.change(request, ({ append }) => append({ text: "said" }, [])));
  expect(statements).toEqual([
    "BEGIN ISOLATION LEVEL READ COMMITTED",
    "room-lock-null",
    "room-basis",
    "room-append",
    "COMMIT",
  ]);
});

it("changes of many streams that cause entries in the same streams meet no deadlock and leave no gap", async () => {
  // As two instances: each has a queue of its own.
  const own = range(1, 2).map(() => new Pool({ connectionString: database.url, pipeline: true, max: 8 }));
  const logs = own.map((pool) => ({
    rooms: createLog({
      kind: "room",
      tables: { heads: "rooms", entries: "sayings", answers: "answers" },
      codec: saidCodec,
      pool,
    }),
    people: createLog({ kind: "person", tables: { heads: "people", entries: "tidings" }, codec: saidCodec, pool }),
  }));
  const rooms: string[] = [];
  const people: string[] = [];
  for (const _ of range(1, 6)) rooms.push(await openStream("rooms"));
  for (const _ of range(1, 6)) people.push(await openStream("people"));
  const deadlocks = async () => {
    const { rows } = await (pools[0] as Pool).query(
      "SELECT pg_stat_clear_snapshot(), deadlocks FROM pg_stat_database WHERE datname = current_database()",
    );
    return Number(rows[0]?.deadlocks);
  };
  const before = await deadlocks();
  const rounds = 20;
  await Promise.all(
    logs.flatMap(({ rooms: log, people: other }, instance) =>
      rooms.map(async (streamId, place) => {
        for (const round of range(1, rounds)) {
          const to = [...people.slice((place + round) % 6), ...people.slice(0, (place + round) % 6)];
          const asked = instance === 0 ? to : to.toReversed();
          await log.change({ streamId, actorId: "ada", operation: "say", input: {}, mayJoin: true }, ({ append }) =>
            append(
              { text: "said" },
              asked.map((person) => other.cause(person, { text: "told" })),
            ),
          );
        }
      }),
    ),
  );
  for (const person of people) {
    expect((await read("people", person)).map(({ seq }) => seq)).toEqual(range(1, 2 * 6 * rounds));
  }
  await Promise.all(own.map((pool) => pool.end()));
  expect(await deadlocks()).toBe(before);
});

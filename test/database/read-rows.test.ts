import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { openDatabase } from "../../src/database/database.ts";
import { readRows } from "../../src/database/read-rows.ts";
import { administer } from "../support/administer.ts";
import { createOwnPostgres, type OwnPostgres } from "../support/own-postgres.ts";
import { type PgBouncer, startPgBouncer } from "../support/pgbouncer.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { createTlsCertificate, type TlsCertificate } from "../support/tls-certificate.ts";

let database: TestDatabase;
let bouncer: PgBouncer;
let tls: TlsCertificate;
let secured: OwnPostgres;

beforeAll(async () => {
  database = await createTestDatabase();
  bouncer = await startPgBouncer(database.url);
  tls = await createTlsCertificate();
  secured = await createOwnPostgres({ tls });
});

afterAll(async () => {
  await bouncer.close();
  await secured.close();
  await database.close();
  await tls.remove();
});

const never = new AbortController().signal;
const ignore = () => undefined;
const sleeping = { name: "sleep", text: "SELECT pg_sleep($1)", values: [60] };

const ways: Readonly<Record<string, () => { readonly url: string; readonly direct: string }>> = {
  directly: () => ({ url: database.url, direct: database.url }),
  "through PgBouncer": () => ({ url: bouncer.url, direct: database.url }),
  "over TLS": () => {
    const url = new URL(secured.url);
    url.search = new URLSearchParams({ sslmode: "verify-full", sslrootcert: tls.certificate }).toString();
    return { url: url.href, direct: secured.url };
  },
};

describe.each(Object.entries(ways))("readRows, %s", (_way, addresses) => {
  function open(poolSize = 4): Pool {
    const opened = openDatabase(addresses().url, () => {}, { poolSize: 2 * poolSize });
    onTestFinished(() => opened.close());
    return opened.readPool;
  }

  const countSleepers = async () =>
    (
      await administer(
        addresses().direct,
        "SELECT FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%pg_sleep($1)%' AND state = 'active'",
      )
    ).length;

  it("returns rows, and tells the bytes of each before it is kept", async () => {
    const told: number[] = [];
    const statement = {
      name: "rows",
      text: "SELECT repeat('é', n) AS text FROM generate_series(1, $1) n",
      values: [3],
    };
    const rows = await readRows(open(), statement, { signal: never, onRow: (bytes) => told.push(bytes) });
    expect(rows).toEqual([{ text: "é" }, { text: "éé" }, { text: "ééé" }]);
    expect(told.map((bytes) => bytes - (told[0] ?? 0))).toEqual([0, 2, 4]);
  });

  it("throws what PostgreSQL says", async () => {
    const statement = { name: "wrong", text: "SELECT 1 / $1::int", values: [0] };
    await expect(readRows(open(), statement, { signal: never, onRow: ignore })).rejects.toMatchObject({
      code: "22012",
    });
  });

  it("ends a statement in PostgreSQL when its reader leaves, and one that has not begun", async () => {
    const pool = open(1);
    const leaving = new AbortController();
    const options = { signal: leaving.signal, onRow: ignore };
    const reading = [readRows(pool, sleeping, options), readRows(pool, sleeping, options)];
    const ended = reading.map((each) => each.catch((error: unknown) => error));
    await vi.waitFor(async () => expect(await countSleepers()).toBe(1));
    const reason = new Error("left");
    leaving.abort(reason);
    for (const each of ended) expect(await each).toBe(reason);
    expect(await countSleepers()).toBe(0);
    expect(pool.idleCount).toBe(1);
  });

  it("holds nothing of what is more than wanted", async () => {
    const reason = new Error("enough");
    let bytes = 0;
    const statement = {
      name: "much",
      text: "SELECT repeat('x', 10000) AS text FROM generate_series(1, $1)",
      values: [100_000],
    };
    const reading = readRows(open(), statement, {
      signal: never,
      onRow: (more) => {
        bytes += more;
        if (bytes > 1_000_000) throw reason;
      },
    });
    await expect(reading).rejects.toBe(reason);
    expect(bytes).toBeLessThan(1_020_000);
  });

  it("never ends the next statement of a connection instead", async () => {
    const pool = open(2);
    for (const round of range(1, 40)) {
      const leaving = new AbortController();
      const statement = { name: "short", text: "SELECT pg_sleep($1)", values: [(round % 5) / 1_000] };
      const left = readRows(pool, statement, { signal: leaving.signal, onRow: ignore }).catch(() => null);
      setTimeout(() => leaving.abort(new Error("left")), round % 7);
      await left;
      const next = range(1, 2).map((value) =>
        readRows(
          pool,
          { name: "next", text: "SELECT $1::int AS value, pg_sleep(0.002)", values: [value] },
          { signal: never, onRow: ignore },
        ),
      );
      expect((await Promise.all(next)).flat().map((row) => row["value"])).toEqual([1, 2]);
    }
  });
});

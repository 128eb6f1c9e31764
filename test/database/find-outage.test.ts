import { PrismaPg } from "@prisma/adapter-pg";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOutage, isDeadlock } from "../../src/database/find-outage.ts";
import { PrismaClient } from "../../src/database/generated/client.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

/** SQLSTATE → whether clients are told that PostgreSQL cannot be used. */
const states: Readonly<Record<string, boolean>> = {
  // Connections, resources, operators, the system below.
  "08000": true,
  "08006": true,
  "08P01": true,
  "53000": true,
  "53100": true,
  "53200": true,
  "53300": true,
  "53400": true,
  "57014": true,
  "57P01": true,
  "57P02": true,
  "57P03": true,
  "57P04": true,
  "57P05": true,
  "58000": true,
  "58030": true,
  // Roles, databases, standbys.
  "28000": true,
  "28P01": true,
  "3D000": true,
  "25006": true,
  "55000": true,
  // Locks and transactions that may succeed when repeated.
  "25P03": true,
  "25P04": true,
  "40001": true,
  "40P01": true,
  "55P03": true,
  // Faults of the server or of its data.
  "22001": false,
  "22P02": false,
  "23503": false,
  "23505": false,
  "25P02": false,
  "42501": false,
  "42601": false,
  "42P01": false,
  P0001: false,
  XX000: false,
  XX001: false,
};

let database: TestDatabase;
let pool: Pool;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url });
  prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
});

afterAll(async () => {
  await prisma.$disconnect();
  await pool.end();
  await database.close();
});

describe.each(Object.entries(states))("findOutage of an error with SQLSTATE %s", (state, isOutage) => {
  const statement = `DO $$ BEGIN RAISE EXCEPTION 'raised by a test' USING ERRCODE = '${state}'; END $$`;
  const ways = {
    pg: () => pool.query(statement),
    "Prisma's raw statements": () => prisma.$executeRawUnsafe(statement),
    "a transaction of Prisma": () => prisma.$transaction((within) => within.$executeRawUnsafe(statement)),
  };

  it.each(Object.entries(ways))(`${isOutage ? "finds" : "does not find"} one through %s`, async (_way, run) => {
    const error = await run().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Error);
    expect(findOutage(error) !== null).toBe(isOutage);
    expect(isDeadlock(error)).toBe(state === "40P01");
  });
});

it.each([null, undefined, "text", 7, {}, new Error("Query"), new TypeError("x is not a function")])(
  "findOutage: finds none in %s",
  (error) => expect(findOutage(error)).toBeNull(),
);

it("findOutage: gives the first line of a message that has text", async () => {
  const away = new PrismaClient({ adapter: new PrismaPg({ connectionString: "postgresql://127.0.0.1:1/none" }) });
  const error = await away.user.count().catch((thrown: unknown) => thrown);
  await away.$disconnect();
  expect(error).toBeInstanceOf(Error);
  expect(findOutage(error)?.reason).toMatch(/\S/);
  expect(findOutage(Object.assign(new Error("\n\nRefused.\nIt"), { code: "P1001" }))?.reason).toBe("Refused.");
});

it("findOutage: ends with an error that is its own cause", () => {
  const error = new Error("round and round");
  error.cause = error;
  expect(findOutage(error)).toBeNull();
});

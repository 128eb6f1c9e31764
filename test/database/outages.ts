import { administer } from "../support/administer.ts";
import { createOwnPostgres } from "../support/own-postgres.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";
import { createSmallDisk } from "../support/small-disk.ts";

/** A PostgreSQL that can be taken from an instance. */
export interface Outage {
  /** For the instance. */
  readonly url: string;
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** Gathers what is to be closed after the instance, last first. */
export type Closers = (() => Promise<unknown>)[];

interface OutageKind {
  /** The requests that still succeed; a full disk also has room here and there. */
  readonly succeeds?: readonly RequestName[];
  readonly leavesRoom?: true;
  create(closers: Closers): Promise<Outage>;
}

/** Requests of the test during an outage. */
export type RequestName =
  | `a ${"query" | "change" | "new user"} over ${"HTTP" | "WebSocket"}`
  | `a ${"session" | "token of a session" | "sign-in" | "sign-up" | "sign-out"}`;

export const outages: Readonly<Record<string, OutageKind>> = {
  "is stopped": {
    async create(closers) {
      const postgres = await createOwnPostgres();
      closers.push(() => postgres.close());
      return { url: postgres.url, begin: () => postgres.stop(), end: () => postgres.start() };
    },
  },
  "does not answer": {
    create: (closers) => behindProxy(closers, (proxy) => proxy.stall()),
  },
  "breaks every connection that is used": {
    create: (closers) => behindProxy(closers, (proxy) => proxy.breakOnUse()),
  },
  "takes no connections to the database (55000)": {
    create: (closers) =>
      administered(closers, ({ database, role }, isOver) => [
        `ALTER DATABASE ${database} ALLOW_CONNECTIONS ${isOver}`,
        ...(isOver ? [] : [terminate(role)]),
      ]),
  },
  "knows no database of that name (3D000)": {
    create: (closers) =>
      administered(closers, ({ database, role }, isOver) =>
        isOver
          ? [`ALTER DATABASE ${database}_away RENAME TO ${database}`]
          : [
              `ALTER DATABASE ${database} ALLOW_CONNECTIONS false`,
              terminate(role),
              `ALTER DATABASE ${database} RENAME TO ${database}_away`,
              `ALTER DATABASE ${database}_away ALLOW_CONNECTIONS true`,
            ],
      ),
  },
  "has another password (28P01)": {
    create: (closers) =>
      administered(closers, ({ role }, isOver) => [
        `ALTER ROLE ${role} PASSWORD '${isOver ? password : "another"}'`,
        ...(isOver ? [] : [terminate(role)]),
      ]),
  },
  "has no connections left (53300)": {
    create: (closers) =>
      administered(closers, ({ role }, isOver) => [
        `ALTER ROLE ${role} CONNECTION LIMIT ${isOver ? -1 : 0}`,
        ...(isOver ? [] : [terminate(role)]),
      ]),
  },
  "is a standby (25006)": {
    succeeds: ["a query over HTTP", "a query over WebSocket", "a session", "a token of a session"],
    async create(closers) {
      const postgres = await createOwnPostgres();
      closers.push(() => postgres.close());
      return { url: postgres.url, begin: () => postgres.standBy(), end: () => postgres.promote() };
    },
  },
  "has a full disk (53100)": {
    succeeds: ["a query over HTTP", "a query over WebSocket", "a session", "a token of a session"],
    leavesRoom: true,
    async create(closers) {
      const disk = await createSmallDisk(256);
      closers.push(() => disk.close());
      const postgres = await createOwnPostgres({ parent: disk.folder, settings: { archive_mode: "off" } });
      closers.push(() => postgres.close());
      return { url: postgres.url, begin: () => disk.fill(), end: () => disk.free() };
    },
  },
};

async function behindProxy(
  closers: Closers,
  begin: (proxy: Awaited<ReturnType<typeof startPostgresProxy>>) => void,
): Promise<Outage> {
  const database = await createTestDatabase();
  closers.push(() => database.close());
  const proxy = await startPostgresProxy(database.url);
  closers.push(() => proxy.close());
  return { url: proxy.url, begin: async () => begin(proxy), end: async () => proxy.resume() };
}

interface Names {
  readonly database: string;
  readonly role: string;
}

const password = "of-tests";

/** An outage that an administrator makes, and ends again (`isOver`), for a role that is no superuser. */
async function administered(
  closers: Closers,
  statements: (names: Names, isOver: boolean) => readonly string[],
): Promise<Outage> {
  const created = await createTestDatabase();
  closers.push(() => created.close());
  const url = new URL(created.url);
  const database = url.pathname.slice(1);
  const role = `${database}_role`;
  const adminUrl = new URL(url);
  adminUrl.pathname = "postgres";
  await administer(adminUrl.href, `CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
  closers.push(() => administer(adminUrl.href, `DROP ROLE ${role}`));
  await administer(created.url, `GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}`);
  await administer(created.url, `GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ${role}`);
  await administer(created.url, `GRANT CREATE, USAGE ON SCHEMA public TO ${role}`);
  closers.push(() => administer(created.url, `DROP OWNED BY ${role}`));
  url.username = role;
  url.password = password;
  const run = async (isOver: boolean) => {
    for (const statement of statements({ database, role }, isOver)) await administer(adminUrl.href, statement);
  };
  return { url: url.href, begin: () => run(false), end: () => run(true) };
}

function terminate(role: string): string {
  return `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${role}'`;
}

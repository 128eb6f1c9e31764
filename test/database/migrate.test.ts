import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { diffSchemas } from "../../scripts/diff-schemas.ts";
import { projectRoot } from "../../src/config/project-root.ts";
import { migrate } from "../../src/database/migrate.ts";
import { OperatorError } from "../../src/errors/operator-error.ts";
import { administer } from "../support/administer.ts";
import { dropDatabase } from "../support/drop-database.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";

const committed = join(projectRoot, "prisma", "migrations");
const names = expect.arrayContaining([expect.stringMatching(/^\d{14}_init$/)]);

let url: string;
let folder: string;

beforeEach(async () => {
  const database = `lockstep_test_${randomBytes(8).toString("hex")}`;
  await administer(inject("postgres").url, `CREATE DATABASE ${database}`);
  const address = new URL(inject("postgres").url);
  address.pathname = database;
  url = address.href;
  folder = await mkdtemp(join(tmpdir(), "lockstep-migrations-"));
  await cp(committed, folder, { recursive: true });
});

afterEach(async () => {
  await dropDatabase(inject("postgres").url, new URL(url).pathname.slice(1));
  await rm(folder, { recursive: true });
});

describe("migrate", () => {
  it("brings an empty database to the newest migration, and does nothing when it is there", async () => {
    expect(await migrate(url)).toEqual(names);
    expect(await administer(url, "SELECT * FROM activities")).toEqual([]);
    expect(await migrate(url)).toEqual([]);
  });

  it("lets one of ten that come at once apply them", async () => {
    const applied = await Promise.all(Array.from({ length: 10 }, () => migrate(url)));
    expect(applied.filter((list) => list.length > 0)).toEqual([names]);
  });

  it("applies what was added since, function bodies and all", async () => {
    await migrate(url, { folder });
    await addMigration(
      "CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$; CREATE TABLE extra AS SELECT one();",
    );
    expect(await migrate(url, { folder })).toEqual([added]);
    expect(await administer(url, "SELECT * FROM extra")).toEqual([{ one: 1 }]);
  });

  it("says what failed, leaves nothing of it behind, and tries it again", async () => {
    await addMigration("CREATE TABLE extra (); CREATE TABLE tasks ();");
    const failed = refusal(`the migration ${added} failed and changed nothing: relation "tasks" already exists`);
    await expect(migrate(url, { folder })).rejects.toThrow(failed);
    await expect(migrate(url, { folder })).rejects.toThrow(failed);
    await addMigration("CREATE TABLE extra ();");
    expect(await migrate(url, { folder })).toEqual([added]);
  });

  it("applies anew what was interrupted", async () => {
    await migrate(url, { folder });
    await addMigration("CREATE TABLE extra ();");
    await administer(
      url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('interrupted', 'any', '${added}')`,
    );
    expect(await migrate(url, { folder })).toEqual([added]);
    expect(await migrate(url, { folder })).toEqual([]);
  });

  it("refuses a migration that was changed after it had been applied", async () => {
    await addMigration("CREATE TABLE extra ();");
    await migrate(url, { folder });
    await addMigration("CREATE TABLE extra (id int);");
    await expect(migrate(url, { folder })).rejects.toThrow(
      refusal(`the migration ${added} was changed after this database had applied it`),
    );
  });

  it("leaves a database alone that a newer version has migrated further", async () => {
    await addMigration("CREATE TABLE extra ();");
    await migrate(url, { folder });
    expect(await migrate(url, { folder: committed })).toEqual([]);
  });
});

describe("a database that cannot serve is refused in one sentence", () => {
  it("for it is too old", async () => {
    // Found before PostgreSQL's own function.
    await administer(url, "CREATE FUNCTION current_setting(text) RETURNS text RETURN '140012'");
    await administer(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path = public, pg_catalog`);
    const { host, pathname } = new URL(url);
    await expect(migrate(url)).rejects.toThrow(
      new OperatorError(`DATABASE_URL names ${host}${pathname}, which is PostgreSQL 14; Lockstep needs 15 or newer.`),
    );
  });

  it("for the password or the name is wrong", async () => {
    const stranger = Object.assign(new URL(url), { password: "hidden" }).href;
    const nowhere = Object.assign(new URL(url), { pathname: "nowhere" }).href;
    await expect(migrate(stranger)).rejects.toThrow(/^DATABASE_URL names \S+, which .*: password authentication .*\.$/);
    await expect(migrate(nowhere)).rejects.toThrow(/^DATABASE_URL names \S+, which .*: database "nowhere" .*\.$/);
  });

  it("for it takes connections and never answers", async () => {
    const proxy = await startPostgresProxy(url);
    proxy.stall();
    await expect(migrate(proxy.url)).rejects.toThrow(/^DATABASE_URL names \S+, which .*: timeout expired\.$/);
    await proxy.close();
  });
});

describe("a database that cannot be migrated is refused in one sentence that names the variable", () => {
  let role: string;
  let stranger: string;

  beforeEach(async () => {
    role = `lockstep_test_${randomBytes(8).toString("hex")}`;
    await administer(url, `CREATE ROLE ${role} LOGIN PASSWORD 'hidden'`);
    stranger = Object.assign(new URL(url), { username: role, password: "hidden" }).href;
  });

  afterEach(async () => {
    await administer(url, `BEGIN READ WRITE; DROP OWNED BY ${role}; DROP ROLE ${role}; COMMIT`);
  });

  it("for the role may create nothing", async () => {
    await expect(migrate(stranger)).rejects.toThrow(refusal("permission denied for schema public"));
  });

  it("for the role may not read what was applied", async () => {
    await migrate(url);
    await expect(migrate(stranger)).rejects.toThrow(refusal("permission denied for table _prisma_migrations"));
  });

  it("for the tables belong to another role", async () => {
    await migrate(url, { folder });
    await administer(url, `GRANT ALL ON _prisma_migrations TO ${role}`);
    await addMigration("ALTER TABLE tasks ADD extra int");
    await expect(migrate(stranger, { folder })).rejects.toThrow(
      refusal(`the migration ${added} failed and changed nothing: must be owner of table tasks`),
    );
  });

  it("for it takes no changes", async () => {
    await administer(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_read_only = on`);
    const { host, pathname } = new URL(url);
    await expect(migrate(url)).rejects.toThrow(
      new OperatorError(
        `DATABASE_URL names ${host}${pathname}, which takes no changes: its default_transaction_read_only is on, so ` +
          "set it to off.",
      ),
    );
  });

  it("for it holds tables of something else", async () => {
    await administer(url, "CREATE TABLE invoices ()");
    await expect(migrate(url)).rejects.toThrow(
      refusal("it holds other tables, and Lockstep needs a database of its own"),
    );
  });
});

describe("the committed migrations", () => {
  it("lead to the schema", async () => {
    const [from, to] = await Promise.all([
      readFile(join(committed, "migrated.prisma"), "utf8"),
      readFile(join(projectRoot, "prisma", "schema.prisma"), "utf8"),
    ]);
    expect(await diffSchemas(url, from, to.replace("model Task {", "model Task {\n  extra String?"))).toContain(
      '"extra"',
    );
    expect(await diffSchemas(url, from, to), "run: node scripts/new-migration.mjs").toContain(
      "This is an empty migration",
    );
  });
});

function refusal(reason: string): OperatorError {
  const { host, pathname } = new URL(url);
  return new OperatorError(`DATABASE_URL names ${host}${pathname}, which cannot be migrated: ${reason}.`);
}

const added = "29990101000000_added";

async function addMigration(script: string): Promise<void> {
  await mkdir(join(folder, added), { recursive: true });
  await writeFile(join(folder, added, "migration.sql"), script);
}

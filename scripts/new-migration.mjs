// node scripts/new-migration.mjs NAME: writes the migration that leads from prisma/migrations/migrated.prisma, the
// schema as the newest migration leaves it, to prisma/schema.prisma. Read it before you commit it: what Prisma's
// language cannot say is added there by hand.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const schemaFile = join(root, "prisma/schema.prisma");
const migratedFile = join(root, "prisma/migrations/migrated.prisma");

const name = process.argv[2];
if (!/^[a-z0-9_]+$/.test(name ?? "")) {
  console.error("Usage: node scripts/new-migration.mjs name_in_snake_case");
  process.exit(1);
}

const [schema, migrated] = await Promise.all([schemaFile, migratedFile].map((file) => readFile(file, "utf8")));
const folder = join(root, "prisma/migrations", `${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}_${name}`);
const script = await diff(migrated, schema);
await mkdir(folder);
await writeFile(join(folder, "migration.sql"), script);
await writeFile(migratedFile, schema);
console.log(`Written: ${join(folder, "migration.sql")}`);

async function diff(from, to) {
  const dataDir = await mkdtemp(join(tmpdir(), "lockstep-diff-"));
  const { startEmbeddedPostgres } = await importSource("src/database/embedded-postgres.ts");
  const { diffSchemas } = await importSource("scripts/diff-schemas.ts");
  const postgres = await startEmbeddedPostgres({ dataDir });
  try {
    return await diffSchemas(postgres.url, from, to);
  } finally {
    await postgres.close();
    await rm(dataDir, { recursive: true });
  }
}

/** From the source: what is built may not build while the schema is ahead of the code. */
async function importSource(path) {
  return (await runnerImport(join(root, path), { configFile: false, root, logLevel: "error" })).module;
}

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Pool } from "pg";

/**
 * Returns the SQL that leads from one Prisma schema to another, as Prisma's schema engine writes it. The engine wants a
 * database to talk to, whatever it compares, and changes nothing there.
 */
export async function diffSchemas(databaseUrl: string, from: string, to: string): Promise<string> {
  const pool = new Pool({ connectionString: databaseUrl });
  const engine = await openSchemaEngine(new PrismaPg(pool));
  try {
    const { stdout } = await engine.diff({
      from: { tag: "schemaDatamodel", files: [{ path: "from.prisma", content: from }] },
      to: { tag: "schemaDatamodel", files: [{ path: "to.prisma", content: to }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout ?? "";
  } finally {
    engine.free();
    await pool.end();
  }
}

/** Needs nothing but its package: no binary, no download. The caller frees the engine, and ends the adapter's pool. */
export async function openSchemaEngine(adapter: PrismaPg): Promise<glue.SchemaEngine> {
  loading ??= loadWasm();
  await loading;
  return glue.SchemaEngine.new({ datamodels: undefined }, () => {}, bindMigrationAwareSqlAdapterFactory(adapter));
}

// Once per process: a second instance of the code would share the first one's views of its memory.
let loading: Promise<void> | undefined;

/** The package's own entry imports its `.wasm` file as a module, which Node 20 cannot. */
async function loadWasm(): Promise<void> {
  const glueFile = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const wasm = await readFile(join(dirname(glueFile), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

// Node has it; the types of Node 20 do not.
declare const WebAssembly: {
  instantiate(
    code: Uint8Array,
    imports: Record<string, object>,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { type ClientBase, Pool } from "pg";
import { HangingUpClient } from "./hanging-up-client.ts";
import { type LockPatience, runPatiently, ScriptBlockedError, standardPatience } from "./run-patiently.ts";
import { applySessionSettings } from "./session-settings.ts";
import { isTransactionPooled } from "./transaction-client.ts";

/**
 * Opens Prisma's schema engine on a database. It needs nothing but its package: no binary, no download. `patience` is
 * that of the scripts that it runs.
 */
export async function openSchemaEngine(
  databaseUrl: string,
  patience: LockPatience = standardPatience,
): Promise<OpenSchemaEngine> {
  loading ??= loadWasm();
  await loading;
  const isPooled = isTransactionPooled(databaseUrl);
  const onConnect = async (client: ClientBase) => {
    if (isPooled) return;
    await applySessionSettings(client);
    await client.query("SET statement_timeout = 0; SET lock_timeout = 0");
  };
  const pool = new Pool({ Client: HangingUpClient, connectionString: databaseUrl, onConnect });
  const adapter = new WholeScriptPg(pool, patience);
  const factory = bindMigrationAwareSqlAdapterFactory(adapter);
  const engine = await glue.SchemaEngine.new({ datamodels: undefined }, () => {}, factory);
  return {
    engine,
    get blocked() {
      return adapter.blocked;
    },
    async close() {
      engine.free();
      await pool.end();
    },
  };
}

export interface OpenSchemaEngine {
  readonly engine: glue.SchemaEngine;
  /** What kept its last script from its locks. The engine itself tells only that the script failed. */
  readonly blocked: ScriptBlockedError | null;
  close(): Promise<void>;
}

/**
 * Sends a script as it is, which PostgreSQL runs as one transaction. The adapter's own way is to split it at every
 * semicolon, those in function bodies too, and to leave the first half behind when the second fails.
 *
 * The engine's own lock is left off: it belongs to a session, so behind a pooler it would outlive the migration and stop
 * the next one. `migrate` holds one that ends with its transaction.
 */
class WholeScriptPg extends PrismaPg {
  blocked: ScriptBlockedError | null = null;
  readonly #pool: Pool;
  readonly #patience: LockPatience;

  constructor(pool: Pool, patience: LockPatience) {
    super(pool);
    this.#pool = pool;
    this.#patience = patience;
  }

  override async connect(): ReturnType<PrismaPg["connect"]> {
    const adapter = await super.connect();
    const execute = adapter.executeRaw.bind(adapter);
    adapter.executeRaw = async (query) => (query.sql === engineLock ? 0 : execute(query));
    adapter.executeScript = async (script) => {
      const send = (sql: string) => execute({ sql, args: [], argTypes: [] });
      await runPatiently(script, send, this.#pool, this.#patience).catch((error: unknown) => {
        if (error instanceof ScriptBlockedError) this.blocked = error;
        throw error;
      });
    };
    return adapter;
  }
}

const engineLock = "SELECT pg_advisory_lock(72707369)";

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

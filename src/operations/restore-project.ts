import { createHash } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { z } from "zod";
import { findOutage, hasSqlState } from "../database/find-outage.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { OperatorError } from "../errors/operator-error.ts";
import { noteAction, type Operator } from "./admin-actions.ts";
import { type LimitsUse, type ProjectLimits, readLimits } from "./admin-limits.ts";
import { type ExportPart, exportParts, exportVersion, person } from "./export-parts.ts";
import { eraseAgain } from "./profile-change.ts";

/** Rows that are written by one statement. */
const batch = 500;

const header = z.object({
  kind: z.literal("lockstep-export"),
  version: z.int(),
  project: z.uuid(),
  history: z.boolean(),
});
const end = z.object({ kind: z.literal("end"), lines: z.int(), sha256: z.string() });
const rowLine = z.object({ kind: z.string(), row: z.record(z.string(), z.unknown()) });

export interface RestoredProject {
  readonly project: string;
  readonly lines: number;
  readonly history: boolean;
}

/**
 * Restores an export of a project that does not exist here, in one transaction: ids, numbers, versions and times are
 * kept. People are known by issuer and subject; those who are unknown here are added. The log forgets people who were
 * erased here soon after (`startProfileWork`). Throws one sentence for what is no export, is damaged or incomplete, for
 * ids that are taken, and for a project above the limits. Nothing is restored then.
 */
export function restoreProject(
  pool: Pool,
  operator: Operator,
  limits: ProjectLimits,
  lines: AsyncIterable<string>,
): Promise<RestoredProject> {
  return inTransaction(pool, async (client) => {
    try {
      return await restore(client, operator, limits, lines);
    } catch (error) {
      const outage = findOutage(error);
      if (!outage) throw error;
      throw new OperatorError(`PostgreSQL ended the restore: ${outage.reason}. Nothing was restored.`, {
        cause: error,
      });
    }
  });
}

async function restore(
  client: PoolClient,
  operator: Operator,
  limits: ProjectLimits,
  lines: AsyncIterable<string>,
): Promise<RestoredProject> {
  // The input may be slow.
  await client.query("SET LOCAL idle_in_transaction_session_timeout = 0");
  const restoration = new Restoration(client);
  const restored = await restoration.run(lines);
  await eraseAgain(client, restoration.people);
  const { project, ...details } = restored;
  requireRoom(await readLimits(client, limits, project));
  await noteAction(client, operator, { action: "restore", target: project, details });
  return restored;
}

/** The project has no limits of its own: an export tells none. */
function requireRoom({ bytes, tasks }: LimitsUse): void {
  const limits = Object.entries({ MAX_PROJECT_BYTES: bytes, MAX_PROJECT_TASKS: tasks });
  for (const [name, { used, limit }] of limits) {
    if (limit === 0 || used <= limit) continue;
    throw new Error(`The project takes ${used} of at most ${limit}. Raise ${name}. Nothing was restored.`);
  }
}

type Row = Readonly<Record<string, unknown>>;

class Restoration {
  readonly #client: PoolClient;
  #project = "";
  #part = 0;
  #rows: Row[] = [];
  /** Ids of people in the export → here, where they differ. */
  readonly #people = new Map<string, string>();
  /** Ids of these people here. */
  readonly people: string[] = [];
  #line = 0;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  async run(lines: AsyncIterable<string>): Promise<RestoredProject> {
    const hash = createHash("sha256");
    let history: boolean | null = null;
    for await (const text of lines) {
      this.#line += 1;
      const value = this.#parse(text);
      const last = end.safeParse(value).data;
      if (history === null) history = await this.#begin(value);
      else if (last) {
        await this.#flush();
        if (last.lines !== this.#line - 1 || last.sha256 !== hash.digest("hex")) {
          throw new Error(
            "The export was changed after it was written: its checksum is another. Nothing was restored.",
          );
        }
        return { project: this.#project, lines: this.#line, history };
      } else await this.#take(value);
      hash.update(`${text}\n`);
    }
    throw new Error(
      this.#line === 0
        ? "The export is empty. Nothing was restored."
        : `The export is incomplete: it ends after line ${this.#line}. Nothing was restored.`,
    );
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw this.#fault("is not JSON");
    }
  }

  async #begin(value: unknown): Promise<boolean> {
    const { data } = header.safeParse(value);
    if (!data) throw new Error("This is no export of Lockstep. Nothing was restored.");
    if (data.version !== exportVersion) {
      throw new Error(
        `The export has version ${data.version}; this server reads ${exportVersion}. Nothing was restored.`,
      );
    }
    this.#project = data.project;
    const { rowCount } = await this.#client.query("SELECT FROM projects WHERE id = $1", [data.project]);
    if (rowCount === 0) return data.history;
    throw new Error(`The project ${data.project} exists here. Delete and purge it first. Nothing was restored.`);
  }

  async #take(value: unknown): Promise<void> {
    const { data } = rowLine.safeParse(value);
    const part = exportParts.findIndex(({ kind }) => kind === data?.kind);
    if (!data || part < this.#part) throw this.#fault("is none of an export, or in another order");
    if (part > this.#part || this.#rows.length === batch) await this.#flush();
    this.#part = part;
    this.#rows.push(data.row);
  }

  async #flush(): Promise<void> {
    const part = exportParts[this.#part];
    const rows = this.#rows;
    this.#rows = [];
    if (!part || rows.length === 0) return;
    try {
      await (part === person ? this.#addPeople(rows) : this.#insert(part, rows));
    } catch (error) {
      throw this.#explain(part, error);
    }
  }

  /** Finds people by their identity. Adds those who are unknown. */
  async #addPeople(rows: readonly Row[]): Promise<void> {
    const { rows: known } = await this.#client.query<{ given: string; id: string }>(
      `SELECT r.id AS given, u.id FROM json_populate_recordset(NULL::users, $1) r
       JOIN users u ON u.issuer = r.issuer AND u.subject = r.subject`,
      [JSON.stringify(rows)],
    );
    for (const { given, id } of known) if (given !== id) this.#people.set(given, id);
    this.people.push(...rows.map(({ id }) => this.#people.get(String(id)) ?? String(id)));
    const names = new Set(known.map(({ given }) => given));
    await this.#insert(
      person,
      rows.filter(({ id }) => !names.has(String(id))),
    );
  }

  async #insert({ kind, table, columns, owner }: ExportPart, rows: readonly Row[]): Promise<void> {
    const names = columns.map((name) => `r.${name}`);
    const isOfTasks = owner === undefined && kind !== person.kind;
    const text = `
      INSERT INTO ${table} (${[...(owner ? [owner] : []), ...columns].join(", ")})
      SELECT ${[...(owner ? ["$2::uuid"] : []), ...names].join(", ")} FROM json_populate_recordset(NULL::${table}, $1) r
      ${isOfTasks ? "JOIN tasks t ON t.id = r.task_id AND t.project_id = $2::uuid" : ""}`;
    const values = [this.#withPeople(JSON.stringify(rows)), ...(owner || isOfTasks ? [this.#project] : [])];
    const { rowCount } = await this.#client.query(text, values);
    if (rowCount === rows.length) return;
    throw new Error(`A row (${kind}) of the export names a task that is not part of it. Nothing was restored.`);
  }

  /** Ids are unique texts, so that each can be replaced wherever it stands. */
  #withPeople(text: string): string {
    if (this.#people.size === 0) return text;
    return text.replaceAll(uuids, (id) => this.#people.get(id) ?? id);
  }

  #explain(part: ExportPart, error: unknown): unknown {
    if (hasSqlState(error, uniqueViolation)) {
      return new Error(`An id or a name of a ${part.kind} is taken here. Nothing was restored.`, { cause: error });
    }
    if (!(error instanceof Error) || !dataFaults.some((state) => hasSqlState(error, state))) return error;
    const fault = `Rows up to line ${this.#line} of the export (${part.kind}) cannot be read: ${error.message}.`;
    return new Error(`${fault} Nothing was restored.`, { cause: error });
  }

  #fault(what: string): Error {
    return new Error(`Line ${this.#line} of the export ${what}. Nothing was restored.`);
  }
}

const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const uniqueViolation = "23505";

/** Values of another type, absent ones, foreign keys without a row, and JSON of another form. */
const dataFaults = ["22P02", "22007", "22008", "22003", "22023", "22004", "23502", "23503", "22P05", "22030", "22032"];

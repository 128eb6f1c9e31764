import type { Pool } from "pg";
import { decodeMessage, encodeEntry } from "../../src/engine/feed/feed-message.ts";
import { createToken } from "../../src/engine/log/cursor.ts";
import type { PlacedEntry } from "../../src/engine/log/entry.ts";
import { titleOf } from "../title.ts";

/** Message on Redis that tells of an entry. */
export interface Notice {
  readonly channel: string;
  readonly message: string;
}

interface TaskBody {
  readonly task: { readonly version: number };
}

/** Repeats an update of a task: with the next number, a new token, the next version and another title. */
export class EntryRepeater {
  readonly #pool: Pool;
  /** By project: the newest entry and its channel. Nobody else writes to the project. */
  readonly #newest = new Map<string, { readonly channel: string; readonly entry: PlacedEntry }>();
  /** Number of the entries that are repeated, the same in each project. */
  readonly #first: number;
  #count = 0;

  /** `notices` tell of one change in each project. */
  constructor(pool: Pool, notices: readonly Notice[]) {
    this.#pool = pool;
    for (const { channel, message } of notices) {
      const decoded = decodeMessage(message);
      if (decoded?.kind !== "entry") throw new Error(`Redis carried no entry: ${message}`);
      this.#newest.set(decoded.placed.streamId, { channel, entry: decoded.placed });
    }
    this.#first = Math.max(...Array.from(this.#newest.values(), ({ entry }) => entry.seq));
  }

  /**
   * Adds an entry to each of the projects, of which one may be named several times, in one transaction. Returns the
   * messages that tell of them, in order.
   */
  async repeat(projectIds: readonly string[]): Promise<Notice[]> {
    const at = new Date().toISOString();
    const added = projectIds.map((id) => this.#next(id, at));
    await this.#pool.query({
      name: "repeat",
      text: repeatText,
      values: [JSON.stringify(added.map(({ entry }) => entry)), at, this.#first],
    });
    return added.map(({ channel, entry }) => ({ channel, message: encodeEntry(entry) }));
  }

  #next(projectId: string, at: string) {
    const newest = this.#newest.get(projectId);
    if (!newest) throw new Error(`Project ${projectId} was never changed.`);
    const { channel, entry } = newest;
    const { seq, token: previous, body } = entry;
    const { task } = body as TaskBody;
    const changed = { ...body, task: { ...task, title: titleOf(seq), version: task.version + 1, updatedAt: at } };
    const next = { ...entry, seq: seq + 1, token: createToken(), previous, at, body: changed };
    this.#count += 1;
    const idempotencyKey = `repeated-${this.#count}`;
    const added = { channel, entry: { ...next, idempotencyKey } };
    this.#newest.set(projectId, added);
    return added;
  }
}

const repeatText = `
  WITH added AS (
    SELECT * FROM json_to_recordset($1) AS e("streamId" uuid, seq int, token text, "idempotencyKey" text, body json)
  ), moved AS (
    UPDATE project_heads h SET seq = n.seq, at = $2
    FROM (SELECT "streamId", max(seq) AS seq FROM added GROUP BY 1) n WHERE h.project_id = n."streamId"
  )
  INSERT INTO activities (project_id, seq, token, type, at, actor_id, task_id, fields, snapshot, client_mutation_id,
    request_hash)
  SELECT e."streamId", e.seq, ('x' || lpad(e.token, 16, '0'))::bit(64)::bigint, a.type, $2, a.actor_id, a.task_id,
    a.fields, e.body, e."idempotencyKey", a.request_hash
  FROM added e JOIN activities a ON a.project_id = e."streamId" AND a.seq = $3`;

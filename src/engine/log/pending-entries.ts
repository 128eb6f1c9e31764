import type { CausedEntry } from "./caused-entries.ts";
import type { Codec } from "./codec.ts";
import { createToken as createRandomToken, type LogPosition } from "./cursor.ts";
import type { PlacedEntry } from "./entry.ts";

/** Key and request hash that an entry remembers. */
export interface EntryKey {
  readonly key: string;
  /** SHA-256 in hexadecimal. */
  readonly requestHash: string;
}

interface PendingRow {
  readonly actorId: string;
  readonly json: string;
  readonly caused: readonly CausedEntry[];
  readonly counts: readonly number[] | undefined;
}

/** Bytes of JSON from which on the rows of one statement are complete. */
const statementBytes = 1024 * 1024;

/** Entries that a transaction will write, each with its place. */
export class PendingEntries<Draft> {
  readonly #streamId: string;
  readonly #start: LogPosition;
  readonly #at: string;
  readonly #codec: Pick<Codec<object, Draft>, "encode">;
  readonly #createToken: () => string;
  readonly #entries: PlacedEntry[] = [];
  readonly #rows: PendingRow[] = [];
  readonly #counts: readonly number[] | undefined;
  #taken = 0;

  constructor(
    streamId: string,
    head: LogPosition & { readonly at: string; readonly counts?: readonly number[] },
    codec: Pick<Codec<object, Draft>, "encode">,
    createToken = createRandomToken,
  ) {
    this.#createToken = createToken;
    this.#streamId = streamId;
    this.#start = { seq: head.seq, token: head.token };
    this.#at = head.at;
    this.#counts = head.counts;
    this.#codec = codec;
  }

  get entries(): readonly PlacedEntry[] {
    return this.#entries;
  }

  /** Position of the last entry, or of the stream's head. */
  get position(): LogPosition {
    const last = this.#entries.at(-1);
    return last ? { seq: last.seq, token: last.token } : this.#start;
  }

  /** Sums of the stream with these entries. Undefined where the head's are unknown. */
  get counts(): readonly number[] | undefined {
    return this.#rows.at(-1)?.counts ?? this.#counts;
  }

  /** Entries of other logs that come with these, in order, each with the actor of its cause. */
  get caused(): readonly (CausedEntry & { readonly actorId: string })[] {
    return this.#rows.flatMap(({ actorId, caused }) => caused.map((entry) => ({ ...entry, actorId })));
  }

  /** `added`: the entry's shares of the stream's counts. */
  place(
    draft: Draft,
    actorId: string,
    entryKey: EntryKey | null,
    caused: readonly CausedEntry[] = [],
    added: readonly number[] = [],
  ): PlacedEntry {
    const { type, body, columns, traceparent } = this.#codec.encode(draft);
    const { seq: before, token: previous } = this.position;
    const [seq, token] = [before + 1, this.#createToken()];
    const { key = null, requestHash: hash = null } = entryKey ?? {};
    const json = JSON.stringify({ seq, token, type, body, key, hash, ...columns });
    // Every reader gets the body as it was written, the writer's own instance too.
    const { body: written } = JSON.parse(json) as { readonly body: object };
    const entry = {
      streamId: this.#streamId,
      seq,
      token,
      previous,
      type,
      at: this.#at,
      idempotencyKey: key,
      body: written,
      ...(traceparent !== undefined && { traceparent }),
    };
    this.#entries.push(entry);
    const counts = this.counts?.map((count, index) => count + (added[index] ?? 0));
    this.#rows.push({ actorId, json, caused, counts });
    return entry;
  }

  /** Keeps the first entries. */
  truncate(length: number): void {
    this.#entries.length = length;
    this.#rows.length = length;
  }

  /**
   * Takes the rows that were not taken before, as JSON arrays of one actor's rows. There is one for each statement, so
   * that no statement is much longer than 1 MiB and one row.
   */
  *takeStatements(): Generator<{ readonly actorId: string; readonly rows: string }> {
    let bytes = 0;
    for (const [index, { actorId, json }] of this.#rows.entries()) {
      if (index < this.#taken) continue;
      bytes += json.length;
      if (bytes < statementBytes && this.#rows[index + 1]?.actorId === actorId) continue;
      const rows = this.#rows.slice(this.#taken, index + 1);
      yield { actorId, rows: `[${rows.map((row) => row.json).join(",")}]` };
      this.#taken = index + 1;
      bytes = 0;
    }
  }
}

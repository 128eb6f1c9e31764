import type { PoolClient } from "pg";
import { recallAnswer, toAnswer } from "../../src/engine/log/batch-answer.ts";
import type {
  BatchOutcome,
  BatchRequest,
  ChangeOutcome,
  ChangeRequest,
  OpenChange,
} from "../../src/engine/log/change.ts";
import type { Codec } from "../../src/engine/log/codec.ts";
import { type LogPosition, startPosition } from "../../src/engine/log/cursor.ts";
import { type PlacedEntry, toEntry } from "../../src/engine/log/entry.ts";
import type { LogReader, ReadLimit } from "../../src/engine/log/log-reader.ts";
import { type CommitListener, requireBatch } from "../../src/engine/log/log-writer.ts";
import type { EntryKey } from "../../src/engine/log/pending-entries.ts";
import { toEntryKey } from "../../src/engine/log/request-keys.ts";
import { isFatalBy, type RunOptions, runParts, type Work } from "../../src/engine/log/run-parts.ts";
import type { RememberedAnswer, StoredAnswer, WriteBasis } from "../../src/engine/log/write-statements.ts";
import { BadUserInputError, NotFoundError } from "../../src/errors/expected-error.ts";

/** A stream as the database holds it at one moment. */
export interface FakeStream<State> {
  readonly rows: readonly Row[];
  readonly prunedThrough: number;
  readonly prunedToken: string;
  readonly head: LogPosition;
  readonly state: State;
  /** Answers of batches, by actor and key. */
  readonly answers?: ReadonlyMap<string, RememberedAnswer>;
}

interface Row extends PlacedEntry {
  readonly actorId: string;
  readonly requestHash: string;
  readonly bytes: number;
}

/** The database. Its content is one immutable value, so that whoever keeps it has a backup. */
export class FakeDatabase<State> {
  #streams: ReadonlyMap<string, FakeStream<State>> = new Map();
  readonly #locks = new Map<string, Promise<unknown>>();
  readonly #onWrite: (written: readonly PlacedEntry[]) => void;

  /** `onWrite` is called after each write, with the entries that it added. */
  constructor(onWrite: (written: readonly PlacedEntry[]) => void = () => {}) {
    this.#onWrite = onWrite;
  }

  get streams(): ReadonlyMap<string, FakeStream<State>> {
    return this.#streams;
  }

  /** Puts a backup, an earlier value of `streams`, in the place of all that there is. */
  restore(backup: ReadonlyMap<string, FakeStream<State>>): void {
    this.#streams = backup;
    this.#onWrite([]);
  }

  /** Creates, replaces or removes a stream. `written` are entries that are new in it. */
  put(streamId: string, stream: FakeStream<State> | null, written: readonly PlacedEntry[] = []): void {
    const streams = new Map(this.#streams);
    if (stream) streams.set(streamId, stream);
    else streams.delete(streamId);
    this.#streams = streams;
    this.#onWrite(written);
  }

  create(streamId: string, state: State): void {
    this.put(streamId, { rows: [], prunedThrough: 0, prunedToken: startPosition.token, head: startPosition, state });
  }

  /** Prunes all entries up to a number. */
  prune(streamId: string, through: number): void {
    const stream = this.streams.get(streamId);
    const edge = stream?.rows.findLast(({ seq }) => seq <= through);
    if (!stream || !edge) return;
    const rows = stream.rows.filter(({ seq }) => seq > through);
    this.put(streamId, { ...stream, rows, prunedThrough: edge.seq, prunedToken: edge.token });
  }

  /** Runs the work when all that asked for the stream's lock before has ended. */
  async lock<T>(streamId: string, work: () => Promise<T>): Promise<T> {
    const result = (this.#locks.get(streamId) ?? Promise.resolve()).then(work, work);
    this.#locks.set(streamId, result);
    return await result;
  }
}

export interface FakeLogOptions<State, Event extends object, Draft> {
  readonly database: FakeDatabase<State>;
  readonly kind: string;
  readonly codec: Codec<Event, Draft>;
  readonly reduce: (state: State, draft: Draft) => State;
  readonly createToken: () => string;
  /** ISO 8601. */
  readonly now: () => string;
  /** Lets time pass around the moment at which a read sees the database; may reject in its place. */
  readonly read: <T>(method: "readStream" | "readPage" | "readHeads", look: () => T) => Promise<T>;
  /** Lets time pass before a change begins, and between its commit and its answer. */
  readonly pass: (moment: "begin" | "answer") => Promise<void>;
}

/** The log of one instance, on a database that instances share. */
export interface FakeLog<State, Event extends object, Draft> extends LogReader<State, Event> {
  readonly codec: Codec<Event, Draft>;
  change<Result>(
    request: Omit<ChangeRequest<State>, "create" | "admit">,
    work: (change: Omit<OpenChange<Event, Draft, State>, "client">) => Promise<Result> | Result,
  ): Promise<ChangeOutcome<Result | Event>>;
  changeAll<Result extends object>(
    request: Omit<BatchRequest<State, Result>, "admit">,
    work: (change: Omit<OpenChange<Event, Draft, State>, "client">, index: number) => Promise<Result> | Result,
  ): Promise<BatchOutcome<Result | Event>>;
  onCommit(listener: CommitListener): () => void;
}

/** Does in memory what `createLog` does in PostgreSQL. */
export function createFakeLog<State, Event extends object, Draft>({
  database,
  kind,
  codec,
  reduce,
  createToken,
  now,
  read,
  pass,
}: FakeLogOptions<State, Event, Draft>): FakeLog<State, Event, Draft> {
  const listeners = new Set<CommitListener>();
  const toEntries = (rows: readonly Row[], previous: string) =>
    rows.map((row, index) =>
      toEntry(kind, (entry) => codec.decode(entry), { ...row, previous: rows[index - 1]?.token ?? previous }),
    );

  return {
    kind,
    codec,
    readStream: (streamId, after, limit) =>
      read("readStream", () => {
        const stream = database.streams.get(streamId);
        if (!stream) return null;
        const { head, state } = stream;
        const rows = within(
          stream.rows.toReversed(),
          limit,
          (row) => row.seq > Math.max(after, head.seq - limit.entries),
        );
        const entries = toEntries(rows.reverse(), tokenAt(stream, (rows[0]?.seq ?? 0) - 1) ?? startPosition.token);
        return { head, state, base: tokenAt(stream, after), entries };
      }),

    readPage: (streamId, after, limit) =>
      read("readPage", () => {
        const stream = database.streams.get(streamId);
        if (!stream) return { base: null, entries: [] };
        const base = tokenAt(stream, after);
        const following = stream.rows.filter(({ seq }) => seq > after);
        const rows = within(following, limit, (row) => row === following[0] || row.seq <= after + limit.entries);
        return { base, entries: toEntries(rows, base ?? startPosition.token) };
      }),

    readHeads: (streamIds) =>
      read("readHeads", () => {
        const found = streamIds.flatMap((id) => {
          const stream = database.streams.get(id);
          return stream ? [[id, stream.head] as const] : [];
        });
        return new Map(found);
      }),

    change: (request, work) =>
      commit(request.streamId, async () => {
        const { streamId, actorId } = request;
        const key = toEntryKey(streamId, request);
        const { outcomes, written } = await run(request, [key], null, work);
        const [outcome] = outcomes;
        if (!outcome || outcome.kind === "undone") throw new Error("A change has an outcome.");
        if (outcome.kind === "refused") throw outcome.error;
        const { result, position } = outcome;
        write(streamId, actorId, written);
        const inStream = outcome.kind === "made" ? outcome.entry.streamId : streamId;
        return { written, outcome: { result, streamId: inStream, position } };
      }),

    async changeAll(request, work) {
      requireBatch(request, { answers: "answers" });
      return commit(request.streamId, async () => {
        const { streamId, actorId, parts, isAtomic, isFailure, refuse, parse } = request;
        const whole = toEntryKey(streamId, request.whole);
        const known = whole && findAnswer(actorId, whole.key);
        if (known && known.requestHash !== whole.requestHash) throw keyReused();
        const entries = database.streams.get(streamId)?.rows ?? [];
        const recalled = known?.answer && recallAnswer(known.answer, entries, { codec, parse });
        if (recalled) return { written: [], outcome: recalled };
        const keys = parts.map((part) => toEntryKey(streamId, part));
        const { outcomes, written } = await run(request, keys, isAtomic ? isFatalBy(isFailure) : null, work);
        const { outcome, stored } = toAnswer(outcomes, refuse);
        write(streamId, actorId, written);
        if (whole) remember(streamId, actorId, whole, stored);
        return { written, outcome };
      });
    },

    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  /** Lets the work run under the stream's lock, and tells of what it wrote. */
  async function commit<Outcome>(
    streamId: string,
    work: () => Promise<{ readonly written: readonly Written[]; readonly outcome: Outcome }>,
  ): Promise<Outcome> {
    await pass("begin");
    const { written, outcome } = await database.lock(streamId, work);
    await pass("answer");
    const entries = written.map(({ entry }) => entry);
    if (entries.length > 0) for (const listener of listeners) listener(entries);
    return outcome;
  }

  /** An entry with the draft that it was made of, and its request. */
  interface Written {
    readonly entry: PlacedEntry;
    readonly draft: Draft;
    readonly requestHash: string;
  }

  /** There is nothing to undo: `work` has no client. */
  async function run<Result>(
    { streamId, actorId }: { readonly streamId: string; readonly actorId: string },
    keys: readonly (EntryKey | null)[],
    isFatal: RunOptions<Event, Draft, State, Result>["isFatal"],
    work: Work<Event, Draft, State, Result>,
  ) {
    const stream = database.streams.get(streamId);
    const remembered = keys.flatMap((key) => {
      const row = key && findRemembered(actorId, key.key);
      return row ? [[key.key, { requestHash: row.requestHash, entry: row }] as const] : [];
    });
    const answers = keys.flatMap((key) => {
      const answer = key && findAnswer(actorId, key.key);
      return answer ? [[key.key, answer] as const] : [];
    });
    if (!stream && remembered.length < keys.length) throw new NotFoundError("The stream does not exist.");
    const { seq, token } = stream?.head ?? startPosition;
    const basis: WriteBasis = {
      seq,
      token,
      at: now(),
      guard: null,
      counts: [],
      remembered: new Map(remembered),
      answers: new Map(answers),
    };
    // A draft gets its token right after it was encoded.
    let encoded: Draft;
    const keeping: Codec<Event, Draft> = {
      encode(draft) {
        encoded = draft;
        return codec.encode(draft);
      },
      decode: (entry) => codec.decode(entry),
    };
    const drafts = new Map<string, Draft>();
    const keepToken = () => {
      const token = createToken();
      drafts.set(token, encoded);
      return token;
    };
    const done = await runParts(
      {
        streamId,
        parts: keys.map((key) => ({ actorId, key, guard: stream?.state ?? null, memory: basis, keyReused })),
        head: { ...basis, counts: [] },
        client: noClient,
        codec: keeping,
        createToken: keepToken,
        isBatch: keys.length > 1,
        isSole: keys.length === 1,
        isCareful: false,
        isFatal,
      },
      work,
    );
    if (!done) throw new Error("Nothing was to be undone.");
    const hashes = new Map<number, string>();
    for (const [index, outcome] of done.outcomes.entries()) {
      const place = outcome.kind === "made" ? outcome.entry.seq : 0;
      if (!hashes.has(place)) hashes.set(place, keys[index]?.requestHash ?? "");
    }
    const written = done.pending.entries.map((entry): Written => {
      const draft = drafts.get(entry.token) as Draft;
      return { entry, draft, requestHash: hashes.get(entry.seq) ?? "" };
    });
    if (written.length > 0 && database.streams.get(streamId) !== stream) {
      throw new Error("The stream was rewritten meanwhile.");
    }
    return { outcomes: done.outcomes, written };
  }

  function write(streamId: string, actorId: string, written: readonly Written[]): void {
    const stream = database.streams.get(streamId);
    const last = written.at(-1);
    if (!stream || !last) return;
    const rows = written.map(({ entry, requestHash }) => {
      return { ...entry, actorId, requestHash, bytes: Buffer.byteLength(JSON.stringify(entry.body)) };
    });
    const state = written.reduce((before, { draft }) => reduce(before, draft), stream.state);
    const head = { seq: last.entry.seq, token: last.entry.token };
    database.put(streamId, { ...stream, rows: [...stream.rows, ...rows], head, state }, rows);
  }

  function remember(streamId: string, actorId: string, { key, requestHash }: EntryKey, answer: StoredAnswer): void {
    const stream = database.streams.get(streamId);
    if (!stream) return;
    const answers = new Map(stream.answers).set(`${actorId} ${key}`, { requestHash, answer });
    database.put(streamId, { ...stream, answers });
  }

  function findAnswer(actorId: string, key: string): RememberedAnswer | undefined {
    for (const { answers } of database.streams.values()) {
      const found = answers?.get(`${actorId} ${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  function findRemembered(actorId: string, key: string): Row | undefined {
    for (const { rows } of database.streams.values()) {
      const found = rows.find((row) => row.idempotencyKey === key && row.actorId === actorId);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** Stands for the connection; the work of fakes sends no statement. */
const noClient = { query: async () => ({ rows: [], rowCount: 0 }) } as unknown as PoolClient;

function keyReused() {
  return new BadUserInputError("The idempotency key was used for another change before.");
}

/** The token that the database holds at a number: that of the entry, or of the pruning edge. */
function tokenAt<State>({ rows, prunedThrough, prunedToken }: FakeStream<State>, seq: number): string | null {
  if (seq === prunedThrough) return prunedToken;
  return rows[seq - (rows[0]?.seq ?? 0)]?.token ?? null;
}

/** The rows from the first on that are within the limit. */
function within(rows: readonly Row[], { bytes }: ReadLimit, isWanted: (row: Row) => boolean): Row[] {
  const taken: Row[] = [];
  let sum = 0;
  for (const row of rows) {
    if (!isWanted(row) || (taken.length > 0 && sum >= bytes)) break;
    taken.push(row);
    sum += row.bytes;
  }
  return taken;
}

import type { Change, ChangeOutcome, ChangeRequest } from "../../src/engine/log/change.ts";
import type { Codec } from "../../src/engine/log/codec.ts";
import { type Position, start } from "../../src/engine/log/cursor.ts";
import { type PlacedEntry, toEntry } from "../../src/engine/log/entry.ts";
import type { LogReader, ReadLimit } from "../../src/engine/log/log-reader.ts";
import type { CommitListener } from "../../src/engine/log/log-writer.ts";
import { BadUserInputError, NotFoundError } from "../../src/errors/expected-error.ts";

/** A stream as the database holds it at one moment. */
export interface FakeStream<State> {
  readonly rows: readonly Row[];
  readonly prunedThrough: number;
  readonly prunedToken: string;
  readonly head: Position;
  readonly state: State;
}

interface Row extends PlacedEntry {
  readonly actorId: string;
  readonly request: string;
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
    this.put(streamId, { rows: [], prunedThrough: 0, prunedToken: start.token, head: start, state });
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
    work: (change: Omit<Change<Event, Draft, State>, "client">) => Promise<Result>,
  ): Promise<ChangeOutcome<Result | Event>>;
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
        const entries = toEntries(rows.reverse(), tokenAt(stream, (rows[0]?.seq ?? 0) - 1) ?? start.token);
        return { head, state, base: tokenAt(stream, after), entries };
      }),

    readPage: (streamId, after, limit) =>
      read("readPage", () => {
        const stream = database.streams.get(streamId);
        if (!stream) return { base: null, entries: [] };
        const base = tokenAt(stream, after);
        const following = stream.rows.filter(({ seq }) => seq > after);
        const rows = within(following, limit, (row) => row === following[0] || row.seq <= after + limit.entries);
        return { base, entries: toEntries(rows, base ?? start.token) };
      }),

    readHeads: (streamIds) =>
      read("readHeads", () => {
        const found = streamIds.flatMap((id) => {
          const stream = database.streams.get(id);
          return stream ? [[id, stream.head] as const] : [];
        });
        return new Map(found);
      }),

    async change(request, work) {
      await pass("begin");
      const { written, ...outcome } = await database.lock(request.streamId, () => commit(request, work));
      await pass("answer");
      if (written.length > 0) for (const listener of listeners) listener(written);
      return outcome;
    },

    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  async function commit<Result>(
    { streamId, actorId, operation, input, idempotencyKey = null }: Omit<ChangeRequest<State>, "create" | "admit">,
    work: (change: Omit<Change<Event, Draft, State>, "client">) => Promise<Result>,
  ) {
    const request = `${operation}\n${JSON.stringify(input)}`;
    const remembered = findRemembered(actorId, idempotencyKey);
    if (remembered) {
      const event = remembered.request === request ? codec.decode(remembered) : null;
      if (!event) throw new BadUserInputError("The idempotency key was used for another change before.");
      const { streamId: inStream, seq, token } = remembered;
      return { result: event, streamId: inStream, position: { seq, token }, written: [] };
    }
    const stream = database.streams.get(streamId);
    if (!stream) throw new NotFoundError();

    const at = now();
    const written: Row[] = [];
    let { state } = stream;
    const place = (draft: Draft, key: string | null) => {
      const { type, body } = codec.encode(draft);
      const previous = written.at(-1)?.token ?? stream.head.token;
      const seq = stream.head.seq + written.length + 1;
      const bytes = Buffer.byteLength(JSON.stringify(body));
      const row = { streamId, seq, token: createToken(), previous, type, at, idempotencyKey: key, body };
      written.push({ ...row, actorId, request, bytes });
      state = reduce(state, draft);
    };
    let isAppended = false;
    const result = await work({
      guard: stream.state,
      before: stream.head.seq,
      get seq() {
        return stream.head.seq + written.length + 1;
      },
      at,
      prepend(drafts) {
        for (const draft of drafts) place(draft, null);
      },
      async append(draft) {
        place(draft, idempotencyKey);
        isAppended = true;
        const last = written.at(-1);
        const event = last && codec.decode(last);
        if (!event) throw new Error("The codec cannot decode what it encoded.");
        return event;
      },
    });
    const { seq, token } = (isAppended && written.at(-1)) || stream.head;
    if (isAppended) {
      if (database.streams.get(streamId) !== stream) throw new Error("The stream was rewritten meanwhile.");
      const rows = [...stream.rows, ...written];
      database.put(streamId, { ...stream, rows, head: { seq, token }, state }, written);
    }
    return { result, streamId, position: { seq, token }, written: isAppended ? written : [] };
  }

  function findRemembered(actorId: string, key: string | null): Row | undefined {
    if (key === null) return undefined;
    const rows = [...database.streams.values()].flatMap((stream) => stream.rows);
    return rows.find((row) => row.actorId === actorId && row.idempotencyKey === key);
  }
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

import type { PoolClient } from "pg";
import { type Statement, sendTogether } from "../../database/send-together.ts";
import type { EncodedDraft } from "./codec.ts";
import type { PlacedEntry } from "./entry.ts";
import { PendingEntries } from "./pending-entries.ts";
import type { LockedHead, WriteStatements } from "./write-statements.ts";

/**
 * An entry of another log that a change causes, such as a notice to a person. `LogWriter.cause` makes it, and `append`
 * takes it along.
 */
export interface CausedEntry {
  /** The log in which it is written. */
  readonly log: CausedLog;
  /** The stream of that log. */
  readonly streamId: string;
  /** The draft as that log's codec stores it. */
  readonly encoded: EncodedDraft;
}

/** A log, as changes of others write to it. */
export interface CausedLog {
  /** Its kind. */
  readonly kind: string;
  /** Its statements. @internal */
  readonly statements: Pick<WriteStatements, "lockHeads" | "readHeads" | "append">;
  /** Hears of its entries, once they are committed. @internal */
  readonly tell: (entries: readonly PlacedEntry[]) => void;
}

/** Entries of another log that a transaction wrote. */
export interface CausedWrite {
  readonly log: CausedLog;
  readonly entries: readonly PlacedEntry[];
}

export interface CausedWrites {
  readonly caused: readonly CausedWrite[];
  /** The statements that are left to be sent, with the COMMIT. */
  readonly last: readonly Statement[];
}

type Cause = CausedEntry & { readonly actorId: string };

/**
 * Writes the entries that the changes of a transaction caused. They come last, by kind and then by stream, and each
 * stream once: all transactions take the locks in this order. Sends `own` before, which are the changes' own last
 * statements. Nothing is sent where nothing was caused. An entry for a stream that does not exist is left out.
 */
export async function writeCaused(
  client: PoolClient,
  causes: readonly Cause[],
  own: readonly Statement[],
): Promise<CausedWrites> {
  const caused: CausedWrite[] = [];
  let last = own;
  for (const [log, ofLog] of [...byLog(causes)].sort(([one], [other]) => (one.kind < other.kind ? -1 : 1))) {
    const streamIds = [...new Set(ofLog.map(({ streamId }) => streamId))];
    let locked: ReadonlySet<string> = new Set();
    let heads: readonly LockedHead[] = [];
    // A later statement sees what is committed when it begins, so the heads are read behind their locks.
    await sendTogether(client, [
      ...last,
      async () => {
        locked = await log.statements.lockHeads(client, streamIds);
      },
      async () => {
        heads = await log.statements.readHeads(client, streamIds);
      },
    ]);
    const entries: PlacedEntry[] = [];
    last = heads
      .filter(({ streamId }) => locked.has(streamId))
      .map((head) => {
        const { streamId, at } = head;
        const pending = new PendingEntries(streamId, head, { encode: (encoded: EncodedDraft) => encoded });
        for (const { encoded, actorId } of ofLog.filter((cause) => cause.streamId === streamId)) {
          pending.place(encoded, actorId, null);
        }
        entries.push(...pending.entries);
        return () => log.statements.append(client, streamId, at, pending);
      });
    caused.push({ log, entries });
  }
  return { caused, last };
}

function byLog(causes: readonly Cause[]): ReadonlyMap<CausedLog, readonly Cause[]> {
  const logs = new Map<CausedLog, Cause[]>();
  for (const cause of causes) logs.set(cause.log, [...(logs.get(cause.log) ?? []), cause]);
  return logs;
}

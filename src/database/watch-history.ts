import { type ClientBase, DatabaseError, escapeLiteral } from "pg";

/** SQL for what positions in the write-ahead log count in: the cluster and its timeline; a promotion starts a new one. */
export const timelineSql = `(
  (SELECT system_identifier FROM pg_control_system())
  || '.' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
)`;

/**
 * SQL for what tells apart two histories on one timeline; null where there was only one. It lies in the table's comment,
 * which everybody may read, and which is dumped and copied with what it belongs to.
 */
export const generationSql = "obj_description('activities'::regclass, 'pg_class')";

/**
 * Makes the check that notes how far the database is, and that gives it a new generation when it is not as far as it
 * was, which on one timeline only an older copy of its files is. A connection that is checked before any other
 * statement so writes and reads nothing of the new history under the name of the old one.
 *
 * The check rejects when the connection fails. Whatever else keeps it from its work is told to `onError`, each thing
 * once, and left to the next check; but a permission that is missing is left to the owner of the table.
 */
export function watchHistory(onError: (error: Error) => void): (client: Pick<ClientBase, "query">) => Promise<void> {
  /** Timeline → the position in bytes up to which it was written down when last seen. */
  const reached = new Map<string, number>();
  const told = new Set<string>();

  return async (client) => {
    // Answers may overtake one another: each is held against what was known before it was asked for.
    const known = new Map(reached);
    try {
      const { rows } = await client.query<Place>(placeStatement);
      const [place] = rows;
      // A standby has no place of its own; as the primary it will be on another timeline.
      if (!place) return;
      const { timeline, position } = place;
      if (position < (known.get(timeline) ?? 0)) {
        // Until it is marked every check is to find it, however far the database gets meanwhile.
        reached.set(timeline, Number.POSITIVE_INFINITY);
        await mark(client, place);
      }
      reached.set(timeline, position);
    } catch (error) {
      if (!isOfStatement(error) && !(error instanceof UnmarkedHistoryError)) throw error;
      tell(error);
    }
  };

  /** All who notice in the same run of PostgreSQL mark the same, so that one more changes nothing. */
  async function mark(client: Pick<ClientBase, "query">, { run }: Place): Promise<void> {
    const statement = `COMMENT ON TABLE activities IS ${escapeLiteral(run)}`;
    try {
      await client.query(statement);
    } catch (error) {
      if (!isOfStatement(error)) throw error;
      const unmarked = new UnmarkedHistoryError(statement, error);
      if (error.code !== insufficientPrivilege) throw unmarked;
      tell(unmarked);
    }
  }

  function tell(error: Error): void {
    if (!told.has(error.message)) onError(error);
    told.add(error.message);
  }
}

/** The database is an older state of itself, and that could not be noted in it; in one sentence for the operator. */
export class UnmarkedHistoryError extends Error {
  override readonly name = "UnmarkedHistoryError";

  constructor(statement: string, cause: DatabaseError) {
    super(
      `The database was put back to an older state, which this server could not note in it (${cause.message}): ` +
        `until the table's owner runs ${statement}, subscriptions may miss changes.`,
      { cause },
    );
  }
}

interface Place {
  readonly timeline: string;
  readonly position: number;
  /** When this run of PostgreSQL began, in microseconds: a copy of the files was made in an earlier one. */
  readonly run: string;
}

const placeStatement = {
  name: "history-place",
  text: `
    SELECT ${timelineSql} AS timeline, (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::float8 AS position,
      (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint::text AS run
    WHERE NOT pg_is_in_recovery()`,
};

const insufficientPrivilege = "42501";

/** Whether only the statement failed; with class 57P PostgreSQL ends the connection, or all of them. */
function isOfStatement(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && !error.code?.startsWith("57P");
}

import { DatabaseError, type Pool, type PoolClient } from "pg";
import { ExpectedError, UnavailableError } from "../errors/expected-error.ts";
import { findOutage } from "./find-outage.ts";
import { type Statement, sendTogether } from "./send-together.ts";
import { takeConnection } from "./take-connection.ts";

/**
 * Runs `work` in one READ COMMITTED transaction and commits, unless `work` throws or `isKept` says that its result
 * leaves nothing to keep. Throws UnavailableError with the outcome UNKNOWN when the commit got no answer. Any other
 * outage leaves nothing behind and is thrown as the driver tells it. Throws RateLimitedError when all connections are
 * busy.
 */
export async function inTransaction<R>(
  pool: Pool,
  work: (client: PoolClient) => Promise<R>,
  isKept: (result: R) => boolean = () => true,
): Promise<R> {
  const { result } = await inPipelinedTransaction(pool, async (client, begun) => {
    await begun;
    const result = await work(client);
    return { result, isKept: isKept(result) };
  });
  return result;
}

export interface PipelinedResult {
  /** True: commit. */
  readonly isKept: boolean;
  /** The last statements, which travel with the COMMIT; default: none. */
  readonly last?: readonly Statement[];
}

/**
 * The same with fewer waits for answers, where the pool's clients pipeline. `begun` settles when the BEGIN is answered.
 * Until then `work` may only lock and read. A break of the connection while the last statements are under way leaves
 * the outcome UNKNOWN, too: the COMMIT may be done. A result of null is rolled back.
 */
export async function inPipelinedTransaction<R extends PipelinedResult | null>(
  pool: Pool,
  work: (client: PoolClient, begun: Promise<unknown>) => Promise<R>,
): Promise<R> {
  const client = await takeConnection(pool);
  let isBroken = false;
  client.on("error", noteBreak);
  try {
    const begun = client.query("BEGIN ISOLATION LEVEL READ COMMITTED");
    // Its failure is told to the code that awaits it.
    begun.catch(() => undefined);
    const result = await work(client, begun);
    if (result?.isKept) await commit(client, result.last);
    else await client.query("ROLLBACK");
    return result;
  } catch (error) {
    // A connection that owes an answer gives none to a ROLLBACK either; its end undoes what is not committed.
    if (isInOrderAfter(error)) await client.query("ROLLBACK").catch(noteBreak);
    else noteBreak();
    throw error;
  } finally {
    client.off("error", noteBreak);
    client.release(isBroken);
  }

  // The statement under way is rejected as well; the event only must be heard, or it ends the process.
  function noteBreak(): void {
    isBroken = true;
  }
}

/** PostgreSQL rolls back at the COMMIT if one of the statements before it failed. */
async function commit(client: PoolClient, last: readonly Statement[] = []): Promise<void> {
  await sendTogether(client, [...last, () => client.query("COMMIT")]).catch(tellOutcome);
}

/** A commit that PostgreSQL refuses is rolled back. One that it does not answer may be done. */
function tellOutcome(error: unknown): never {
  const outage = findOutage(error);
  throw outage && !outage.isAnswered ? new UnavailableError("UNKNOWN", error) : error;
}

/** True if PostgreSQL has answered all statements. */
function isInOrderAfter(error: unknown): boolean {
  if (error instanceof UnavailableError) return false;
  return error instanceof DatabaseError || error instanceof ExpectedError;
}

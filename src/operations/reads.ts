import type { QueryResultRow } from "pg";
import type { ReadStatement } from "../database/read-rows.ts";

/** Runs the statements by which one request reads, within its limits. A pool of `pg` is one without limits. */
export interface Reads {
  query<Row extends QueryResultRow>(statement: ReadStatement): Promise<{ readonly rows: Row[] }>;
}

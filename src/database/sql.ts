/** SQL for a timestamp as clients see it: ISO 8601 in UTC with milliseconds. */
export function isoTime(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** SQL for a row of `users` as a UserSnapshot. */
export function userJson(alias: string): string {
  return `json_build_object('id', ${alias}.id, 'name', ${alias}.name, 'email', ${alias}.email)`;
}

/**
 * SQL for the rows of a query, each as JSON in the one column `row`. The driver reads the name and type of each column
 * again for each statement, which takes longer than to parse JSON.
 */
export function rowsAsJson(query: string): string {
  return `SELECT row_to_json(r) AS row FROM (${query}) r`;
}

/** The row of a statement that always gives one. */
export function onlyRow<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error("A statement that always gives a row gave none.");
  return row;
}

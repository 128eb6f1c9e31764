/** SQL for a timestamp as clients see it: ISO 8601 in UTC with milliseconds. */
export function isoTime(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** SQL for a row of `users` as a UserSnapshot. */
export function userJson(alias: string): string {
  return `json_build_object('id', ${alias}.id, 'name', ${alias}.name, 'email', ${alias}.email)`;
}

/** The row of a statement that always gives one. */
export function onlyRow<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error("A statement that always gives a row gave none.");
  return row;
}

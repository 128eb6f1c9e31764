/** Error of a PostgreSQL that cannot be reached, as Node reports it. */
export function createOutage(): Error {
  return Object.assign(new Error("PostgreSQL cannot be reached."), { code: "ECONNREFUSED" });
}

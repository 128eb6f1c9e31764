// Everything that depends on how Prisma and its driver adapter word and wrap errors, and begin transactions.
// `test/database/prisma-compat.test.ts` fails when they change.

/** Kinds of the driver adapter, which takes the code away from errors of the network. */
const outageKinds: ReadonlySet<string> = new Set([
  "DatabaseNotReachable",
  "ConnectionClosed",
  "SocketTimeout",
  "TooManyConnections",
  "TlsConnectionError",
  "DatabaseDoesNotExist",
  "DatabaseAccessDenied",
  "AuthenticationFailed",
]);

/** Connections, pools and transactions that ran out of time. */
const outageCodes: ReadonlySet<string> = new Set([
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "P2028",
  "P2034",
  "P2037",
]);

/** Tells if the driver adapter says by this kind that PostgreSQL cannot be used. */
export function isPrismaKind(kind: string): boolean {
  return outageKinds.has(kind);
}

/** Tells if Prisma says by this code that PostgreSQL cannot be used. */
export function isPrismaCode(code: string): boolean {
  return outageCodes.has(code);
}

/** Returns the driver adapter's error inside an error of Prisma; undefined when there is none. */
export function driverErrorOf({ meta }: Readonly<Record<string, unknown>>): unknown {
  return typeof meta === "object" && meta !== null && "driverAdapterError" in meta
    ? meta.driverAdapterError
    : undefined;
}

/** Tells if a statement begins a transaction, as Prisma's driver adapter and `inTransaction` send it. */
export function beginsTransaction(text: string): boolean {
  return /^BEGIN\b/i.test(text);
}

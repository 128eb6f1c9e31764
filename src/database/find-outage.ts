import { ExpectedError, type OutageOutcome, UnavailableError } from "../errors/expected-error.ts";
import { isOutageMessage } from "./pg-compat.ts";
import { driverErrorOf, isPrismaCode, isPrismaKind } from "./prisma-compat.ts";

/** Why PostgreSQL could not be used. */
export interface Outage {
  /** One line of the driver or of PostgreSQL; holds no secret. */
  readonly reason: string;
  /** SQLSTATE, or the code of Node or Prisma; empty if there is none. */
  readonly code: string;
  /** True if PostgreSQL itself answered with an error that left the connection usable. */
  readonly isAnswered: boolean;
}

/**
 * Returns the outage of PostgreSQL behind an error of `pg` or Prisma, however deeply it is wrapped. Null when the error
 * has another cause, which is then a fault of the server.
 */
export function findOutage(error: unknown): Outage | null {
  for (const each of unwrap(error)) {
    const { code, originalCode, kind, severity, message, originalMessage } = each;
    const text = [originalMessage, message].find((value) => isText(value) && value.trim() !== "");
    const known = [code, originalCode].find(
      (value) => isText(value) && (outageCodes.test(value) || isPrismaCode(value)),
    );
    const isFatal = severity === "FATAL" || severity === "PANIC";
    const isNamed = (isText(kind) && isPrismaKind(kind)) || (isText(message) && isOutageMessage(message));
    if (known === undefined && !isFatal && !isNamed) continue;
    // Messages of Prisma begin with an empty line.
    const reason =
      String(text ?? known ?? kind ?? "no reason given")
        .trim()
        .split("\n", 1)[0] ?? "";
    const shownCode = [known, code].find(isText) ?? "";
    const isAnswered = severity === "ERROR" && !shownCode.startsWith("08");
    return { reason, code: shownCode, isAnswered };
  }
  return null;
}

/** Returns UnavailableError for an outage that is none of the expected errors yet, and any other error as it is. */
export function expectOutage(error: unknown, outcome: OutageOutcome = "NOTHING_DONE"): unknown {
  return error instanceof ExpectedError || !findOutage(error) ? error : new UnavailableError(outcome, error);
}

/** Tells if PostgreSQL ended the transaction to resolve a deadlock. The same transaction succeeds when repeated. */
export function isDeadlock(error: unknown): boolean {
  return hasSqlState(error, "40P01");
}

/** Tells if PostgreSQL answered with this SQLSTATE, however deeply `pg`'s error is wrapped. */
export function hasSqlState(error: unknown, state: string): boolean {
  return unwrap(error).some(({ code, originalCode }) => code === state || originalCode === state);
}

/** Tells if PostgreSQL refused a statement and left the connection usable, however deeply `pg`'s error is wrapped. */
export function isRefusedStatement(error: unknown): boolean {
  return unwrap(error).some(({ severity }) => severity === "ERROR");
}

/**
 * SQLSTATE:
 *
 * - connection exceptions (08), insufficient resources (53, a full disk among them), operator intervention (57P)
 * - system errors (58), a standby (25006), questions that a standby cannot answer (55000)
 * - ended idle or long transactions (25P03, 25P04), an ended statement (57014), a lock that was not free (55P03)
 * - serialization and deadlock (40001, 40P01), sign-in and missing database (28, 3D000)
 * Node's codes of networks and open files.
 */
const outageCodes =
  /^(?:(?:08|53|58|28)[0-9A-Z]{3}|57P\d\d|57014|25006|55000|25P0[34]|55P03|40001|40P01|3D000|ECONN[A-Z]+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_[A-Z]+|E(?:HOST|NET)[A-Z]+|EMFILE|ENFILE|EADDRNOTAVAIL)$/;

type Fields = Readonly<Record<string, unknown>>;

/** Returns the error and all that it wraps: Prisma's adapter, AggregateError and `cause`. */
function unwrap(error: unknown, depth = 0): Fields[] {
  if (typeof error !== "object" || error === null || depth > 8) return [];
  const fields = error as Fields;
  const { cause, errors, originalError } = fields;
  const inner = [cause, driverErrorOf(fields), originalError, ...(Array.isArray(errors) ? errors : [])];
  return [fields, ...inner.flatMap((each) => unwrap(each, depth + 1))];
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

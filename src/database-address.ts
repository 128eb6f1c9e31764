import { z } from "zod";
import { findNearMiss } from "./find-near-miss.ts";

/** A `DATABASE_URL` that can be used, as far as can be said without asking PostgreSQL. */
export const databaseUrl = z.string().superRefine((value, context) => {
  const fault = findFault(value);
  if (fault) context.addIssue(fault);
});

/** The rest of a sentence that begins with the variable's name. What nobody knows would only have no effect. */
function findFault(value: string): string | null {
  if (!/^postgres(ql)?:\/\//i.test(value) || !URL.canParse(value)) {
    return "must be a URL that begins with postgres:// or postgresql://.";
  }
  for (const [name, setting] of new URL(value).searchParams) {
    // Behind a question mark that was not encoded it may be half of a password.
    if (!/^\w+$/.test(name)) return "must hold user and password percent-encoded, ? itself as %3F.";
    const known = parameters.get(name);
    if (!known) return `holds the parameter ${name}, which means nothing here${advise(name)}.`;
    if (!known.values.test(setting)) return `holds the parameter ${name}, which must be ${known.words}.`;
  }
  return null;
}

function advise(name: string): string {
  const meant = saidOtherwise.get(name) ?? findNearMiss(name, [...parameters.keys()]);
  return meant ? `: ${meant} is probably meant` : "";
}

const saidOtherwise: ReadonlyMap<string, string> = new Map([
  ["connection_limit", "the variable DATABASE_POOL_SIZE"],
  ["schema", "options=-csearch_path%3D…"],
]);

interface Parameter {
  readonly values: RegExp;
  /** The same for people. */
  readonly words: string;
}

const anything: Parameter = { values: /./, words: "something" };
const wholeNumber: Parameter = { values: /^\d+$/, words: "a whole number" };

const parameters: ReadonlyMap<string, Parameter> = new Map([
  ["pgbouncer", oneOf("true", "false")],
  // The driver's: how to get there and in, and what each connection begins with.
  ...["host", "user", "password", "sslrootcert", "sslcert", "sslkey"].map((name) => [name, anything] as const),
  ["port", wholeNumber],
  ["sslmode", oneOf("disable", "prefer", "require", "verify-ca", "verify-full", "no-verify")],
  // It takes any other text for true, also false.
  ["ssl", oneOf("true", "1", "0", "no-verify")],
  ["sslnegotiation", oneOf("postgres", "direct")],
  ["uselibpqcompat", oneOf("true", "false")],
  ...["application_name", "fallback_application_name", "client_encoding", "options"].map(
    (name) => [name, anything] as const,
  ),
  ...["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "query_timeout"].map(
    (name) => [name, wholeNumber] as const,
  ),
  // Of psql, pg_dump and the like, which may be given the same address: how patient they are. The server is so anyway.
  ...["connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"].map(
    (name) => [name, wholeNumber] as const,
  ),
]);

function oneOf(...values: readonly string[]): Parameter {
  return { values: new RegExp(`^(${values.join("|")})$`), words: `one of ${values.join(", ")}` };
}

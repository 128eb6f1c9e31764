import { z } from "zod";
import { hideCredentials } from "./kinds.ts";
import type { Kind } from "./setting.ts";

/** A `DATABASE_URL` that can be used, as far as can be said without asking PostgreSQL. */
export const databaseUrl: Kind<string> = {
  words: "`postgres://` URL",
  schema: z.string().superRefine((value, context) => {
    const fault = findFault(value);
    if (fault) context.addIssue(fault);
  }),
  show: hideCredentials,
};

/**
 * Returns the rest of a sentence that begins with the variable's name. An unknown parameter would have no effect,
 * unnoticed.
 */
function findFault(value: string): string | null {
  if (!/^postgres(ql)?:\/\//i.test(value)) return "must be a URL that begins with postgres:// or postgresql://.";
  if (/^\w+:\/\/[^/?#]*@(:\d*)?([/?#]|$)/.test(value)) return hostless;
  if (!URL.canParse(value)) return unreadable;
  const { hostname, pathname, hash, searchParams } = new URL(value);
  // The text behind a character that was not encoded may be half of a password.
  if (hash !== "" || pathname.includes("@")) return unreadable;
  if (![...searchParams.keys()].every((name) => /^\w+$/.test(name))) return unreadable;
  if (hostname === "" && !searchParams.has("host")) return hostless;
  for (const [name, setting] of searchParams) {
    const known = parameters.get(name);
    if (!known) return `holds the parameter ${name}, which has no effect; remove it.`;
    if (!known.values.test(setting)) return `holds the parameter ${name}, which must be ${known.words}.`;
  }
  return null;
}

const hostless = "must hold a host; for a socket, localhost and the parameter host=/its/folder.";

const unreadable =
  "must hold one host, no port but a number up to 65535, and user and password percent-encoded: # as %23, / as %2F, ? as %3F.";

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
  // Patience of psql, pg_dump and other tools that may be given the same address. The server sets its own.
  ...["connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"].map(
    (name) => [name, wholeNumber] as const,
  ),
]);

function oneOf(...values: readonly string[]): Parameter {
  return { values: new RegExp(`^(${values.join("|")})$`), words: `one of ${values.join(", ")}` };
}

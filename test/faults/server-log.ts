import type { Violation } from "./history.ts";
import type { FaultRecord } from "./journal.ts";

/** A line of the server's log, as pino writes it. */
interface Entry {
  readonly level: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly msg: string;
  readonly err?: { readonly type?: string; readonly message?: string; readonly stack?: string; readonly code?: string };
}

/** From here on a line tells of an error. */
const errorLevel = 50;

/** Milliseconds after a disturbance in which its errors may still arrive: a wait for a connection takes 5 s. */
const aftermath = 7_000;

/** Messages of PostgreSQL and its client about a lost or unavailable connection. */
const lostConnection =
  /ECONNRE|EPIPE|ENOTFOUND|socket hang up|[Cc]onnection (terminated|ended|is closed)|Client (was closed|has encountered)|timeout (exceeded when trying to connect|expired)|terminating connection|server closed the connection|Server has closed|Can't reach database|57P0[1-3]/;

/** Returns unexpected output of an instance: errors that no disturbance of its PostgreSQL explains, and crashes. */
export function checkServerLog(
  instance: number,
  output: readonly string[],
  faults: readonly FaultRecord[],
): Violation[] {
  const disturbances = faults.filter(
    (fault) => /^(PostgreSQL|backends)/.test(fault.kind) && (fault.instance === null || fault.instance === instance),
  );
  const isExcused = ({ time, err: { message = "", code = "", type = "" } = {} }: Entry) =>
    lostConnection.test(`${type} ${code} ${message}`) &&
    disturbances.some(({ from, to }) => from <= time && time <= to + aftermath);
  const faulty = output.filter((line) => {
    const entry = parse(line);
    return entry ? entry.level >= errorLevel && !isExcused(entry) : !isGreeting(line);
  });
  const printed = faulty.filter((line) => !parse(line));
  const logged = faulty.filter((line) => parse(line));
  return [...logged, ...(printed.length > 0 ? [printed.join("\n")] : [])].map((text) => ({
    kind: "server error",
    what: `instance ${instance}: ${text}`,
  }));
}

function parse(line: string): Entry | null {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return null;
  }
}

function isGreeting(line: string): boolean {
  return /^(Lockstep listens on|\s+GraphiQL and the API|Built )/.test(line);
}

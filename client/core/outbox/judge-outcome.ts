import { rules } from "../store/nouns.ts";
import type { ConflictStanding, Outcome, RefusedStanding } from "../types.ts";
import type { WireItem } from "../wire.ts";

/** Answer to one change of a batch. */
export type Result =
  | { readonly kind: "done"; readonly seq: number; readonly item: WireItem | null }
  | ConflictStanding
  | RefusedStanding;

/** Consequence of a request's outcome for the changes that it carried. */
export type Verdict =
  | { readonly kind: "results"; readonly results: readonly Result[] }
  /**
   * Send the same again. `after` in seconds; absent: by the back-off. `isTooMuch`: fewer may pass where all do not.
   * `mayBeSize`: the same, if it happens again and again.
   */
  | {
      readonly kind: "retry";
      readonly code: string;
      readonly reason: string;
      readonly after?: number;
      readonly isTooMuch?: true;
      readonly mayBeSize?: true;
    }
  /** Send the same again. One of the changes may be the cause: in the end each is sent alone. */
  | { readonly kind: "suspect"; readonly code: string; readonly reason: string; readonly isServers: boolean }
  /** One of the changes is the cause: send fewer. One alone is refused. */
  | { readonly kind: "halve"; readonly code: string; readonly message: string }
  /** These changes, by their place in the batch, are refused. The others were not looked at. */
  | { readonly kind: "invalid"; readonly refusals: ReadonlyMap<number, RefusedStanding> }
  /** The person may not change the project. */
  | { readonly kind: "forbidden"; readonly code: string; readonly message: string; readonly isFinal: boolean }
  /** Nothing is sent before somebody wakes the runner. */
  | { readonly kind: "park"; readonly code: string; readonly reason: string };

/** Sentences for the person, by the reasons' codes. */
const reasons = {
  UNAUTHENTICATED: "You are signed out. Sign in again.",
  "no-token": "You are signed out. Sign in again.",
  TOKEN_EXPIRED: "The sign-in has expired and is renewed.",
  unreachable: "The server cannot be reached.",
  timeout: "The server does not answer in time.",
  aborted: "The request was ended before its answer.",
  incomplete: "The server's answer is incomplete.",
  deferred: "The server cannot take the change at the moment.",
  RATE_LIMITED: "The server takes only so many changes in a minute. The others follow.",
  UNAVAILABLE: "The server's database cannot be reached.",
  full: "The browser's storage is full. Free some space on the device.",
  storage: "The browser's storage takes no changes at present.",
  version: "The server has another version than this app.",
};

/** Reason why changes wait. */
export interface Reason {
  /** For code. */
  readonly code: string;
  /** Sentence for the person. */
  readonly reason: string;
}

/** Returns the code with its sentence. */
export function reasonOf(code: keyof typeof reasons): Reason {
  return { code, reason: reasons[code] };
}

/** Verdict on a top-level error, by its code. Codes that are not here count as faults of the server. */
const codes: Readonly<Record<string, (message: string, retryAfter?: number) => Verdict>> = {
  UNAUTHENTICATED: () => ({ kind: "park", ...reasonOf("UNAUTHENTICATED") }),
  // A fresh token will do.
  TOKEN_EXPIRED: () => ({ kind: "retry", ...reasonOf("TOKEN_EXPIRED") }),
  FORBIDDEN: (message) => ({ kind: "forbidden", code: "FORBIDDEN", message, isFinal: true }),
  // The project may be out of reach for a moment, as while a replica is promoted.
  NOT_FOUND: (message) => ({ kind: "forbidden", code: "NOT_FOUND", message, isFinal: false }),
  BAD_USER_INPUT: (message) => ({ kind: "halve", code: "BAD_USER_INPUT", message }),
  // A batch may hold more changes than the server takes of a person in a minute.
  RATE_LIMITED: (_, after) => {
    return { kind: "retry", ...reasonOf("RATE_LIMITED"), isTooMuch: true, ...(after === undefined ? {} : { after }) };
  },
  UNAVAILABLE: () => ({ kind: "retry", ...reasonOf("UNAVAILABLE") }),
  // The document is of another version than the server. No change is at fault.
  GRAPHQL_PARSE_FAILED: () => ({ kind: "retry", ...reasonOf("version") }),
  GRAPHQL_VALIDATION_FAILED: () => ({ kind: "retry", ...reasonOf("version") }),
};

/** HTTP status of a request that is longer than the server, or a proxy before it, takes. */
const tooLarge = 413;

/** Codes with which a single change is refused for a time only. */
const passing = new Set(["NOT_APPLIED", "RATE_LIMITED", "UNAVAILABLE", "UNAUTHENTICATED"]);

/**
 * Returns the verdict on a request with that many changes. Every outcome has one. `measure` returns their bytes
 * (default: they are large).
 */
export function judgeOutcome(outcome: Outcome, count: number, measure = () => Number.POSITIVE_INFINITY): Verdict {
  switch (outcome.kind) {
    case "data":
      return judgeData(outcome, count);
    case "errors":
      return outcome.status === tooLarge ? judgeLarge(measure) : judgeErrors(outcome.errors, count);
    case "http":
      return outcome.status === tooLarge ? judgeLarge(measure) : judgeStatus(outcome.status, outcome.retryAfter);
    case "no-token":
      return { kind: "park", ...reasonOf("no-token") };
    case "timeout":
      return { kind: "retry", ...reasonOf("timeout"), mayBeSize: true };
    case "unreachable":
    case "aborted":
      return { kind: "retry", ...reasonOf(outcome.kind) };
  }
}

/** Returns true for a refusal that a later try may not meet. */
export function isPassing(code: string): boolean {
  return passing.has(code);
}

function judgeData({ data, errors }: Extract<Outcome, { kind: "data" }>, count: number): Verdict {
  const results = (data as { applyChanges?: { results?: readonly RawResult[] } | null } | null)?.applyChanges?.results;
  if (results?.length === count) return { kind: "results", results: results.map(readResult) };
  if (errors && errors.length > 0) return judgeErrors(errors, count);
  return { kind: "retry", ...reasonOf("incomplete") };
}

type Errors = Extract<Outcome, { kind: "errors" }>["errors"];

function judgeErrors(errors: Errors, count: number): Verdict {
  const { message = "Unknown error.", extensions = {} } = errors[0] ?? {};
  const { code, retryAfter, budget } = extensions as { code?: unknown; retryAfter?: unknown; budget?: unknown };
  // The batch alone is more than a minute allows.
  if (code === "RATE_LIMITED" && typeof budget === "number") return { kind: "halve", code, message };
  const name = typeof code === "string" ? code : "UNKNOWN";
  if (name === "BAD_USER_INPUT") {
    const refusals = readRefusals(errors, count);
    if (refusals.size > 0) return { kind: "invalid", refusals };
  }
  const judge = Object.hasOwn(codes, name) ? codes[name] : undefined;
  if (judge) return judge(message, typeof retryAfter === "number" ? Math.min(retryAfter, 300) : undefined);
  return { kind: "suspect", code: name, reason: message, isServers: true };
}

/** Refusals of the changes that the issues name by `changes.N`; the first issue of each counts. */
function readRefusals(errors: Errors, count: number): ReadonlyMap<number, RefusedStanding> {
  const refusals = new Map<number, RefusedStanding>();
  for (const { extensions } of errors) {
    const { code, issues } = (extensions ?? {}) as { code?: unknown; issues?: readonly Issue[] };
    if (code !== "BAD_USER_INPUT" || !Array.isArray(issues)) continue;
    for (const { path, message } of issues as readonly Issue[]) {
      const at = path.indexOf("changes");
      const index = path[at + 1];
      if (at < 0 || typeof index !== "number" || index >= count || refusals.has(index)) continue;
      const inChange = path.slice(at + 2);
      refusals.set(index, { kind: "refused", code, message: toSentence(message, inChange), path: inChange });
    }
  }
  return refusals;
}

interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Returns the issue's message without the places in the request; one without a subject gets the field's name. */
function toSentence(message: string, path: readonly (string | number)[]): string {
  const told = message.replace(/^Variable "\$.* at "[^"]*"; /s, "");
  if (!/^\p{Ll}/u.test(told)) return told;
  const field = path.findLast((step) => typeof step === "string") ?? "change";
  return `The ${String(field).replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${told}`;
}

/** Bytes that everything on the way takes. Something that takes less is at fault itself. */
const alwaysTaken = 8 * 1024;

function judgeLarge(measure: () => number): Verdict {
  if (measure() <= alwaysTaken) return judgeStatus(tooLarge);
  return { kind: "halve", code: "TOO_LARGE", message: "The change is too large to be sent." };
}

function judgeStatus(status: number, after?: number): Verdict {
  const code = `HTTP ${status}`;
  const reason = `The server cannot be reached: something on the way answers with status ${status}.`;
  if (status === 429 || status === 503)
    return { kind: "retry", code, reason, ...(after === undefined ? {} : { after }) };
  // A filter on the way may dislike a text; a captive portal dislikes everything.
  if (status >= 400 && status < 500 && status !== 401 && status !== 407 && status !== 408) {
    return { kind: "suspect", code, reason, isServers: false };
  }
  return { kind: "retry", code, reason, mayBeSize: true };
}

/** Fields that `ApplyChanges` selects. */
interface RawResult {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly currentVersion?: number;
  readonly seq?: number;
  /** The item, by its noun, and the fields of a conflict as `<noun>Fields`. */
  readonly [name: string]: unknown;
}

function readResult(raw: RawResult): Result {
  const { __typename, code, message = "", currentVersion = 0, seq = 0 } = raw;
  const item = findItem(raw);
  if (__typename === "ChangeRefused") return { kind: "refused", code: code ?? "UNKNOWN", message };
  if (!__typename.endsWith("Conflict")) return { kind: "done", seq, item };
  const [, fields = []] = Object.entries(raw).find(([name]) => name.endsWith("Fields")) ?? [];
  return { kind: "conflict", message, fields: fields as readonly string[], currentVersion, current: item };
}

/**
 * Returns the item that an answer or an event tells of, under the name that its ids have in inputs; null: none. Those
 * of a comment also tell a part of its task.
 */
export function findItem(told: object): WireItem | null {
  const items = told as Readonly<Record<string, WireItem | null>>;
  const named = Object.values(rules).map(({ target }) => items[target.slice(0, -"Id".length)]);
  return named.find((item) => item && ("title" in item || !("commentCount" in item))) ?? null;
}

/** Outcome of a request, as far as it tells what is wrong. */
interface Outcome {
  readonly kind: string;
  readonly status?: number;
  readonly errors?: readonly ServerError[] | undefined;
}

interface ServerError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A change that the server did not take. */
interface RefusedChange {
  readonly code: string;
  readonly message: string;
}

/** The server's own sentences, which are for people. Under any other code a library may speak. */
const own = new Set(["FORBIDDEN", "NOT_FOUND", "RATE_LIMITED"]);

/** Codes of refused changes. The outbox has made sentences of their issues. */
const ofOutbox = new Set([...own, "BAD_USER_INPUT", "NOT_APPLIED", "TOO_LARGE"]);

const sentences: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: "You are signed out. Sign in again.",
  TOKEN_EXPIRED: "You are signed out. Sign in again.",
  UNAVAILABLE: "The server cannot reach its database. Try again in a moment.",
  ANSWER_TOO_LARGE: "There is too much text to load at once.",
  INTERNAL_SERVER_ERROR: "Something went wrong on the server. Try again in a moment.",
};

const otherVersion = "The server has another version than this page. Reload the page.";

/** HTTP status of a request that is longer than the server takes. */
const tooLarge = 413;

/** Returns a sentence for people on why the server did not do what was asked; null where it could not be reached. */
export function describeOutcome({ kind, status, errors }: Outcome): string | null {
  if (status === tooLarge) return "The text is too long to be sent. Shorten it.";
  const [error] = errors ?? [];
  if (error) return describeServerError(error);
  return kind === "no-token" ? "You are signed out. Sign in again." : null;
}

/** Returns a sentence for people on why the outbox could not make a change. */
export function describeRefusedChange({ code, message }: RefusedChange): string {
  return ofOutbox.has(code) && !isOfLibrary(message) ? message : describeServerError({ message, extensions: { code } });
}

/** Returns a reason that the client kit tells, unless it is the server's and speaks to developers. */
export function describeKitReason(reason: string): string {
  return isOfLibrary(reason) ? otherVersion : reason;
}

function describeServerError({ message, extensions = {} }: ServerError): string {
  const { code, issues } = extensions as { code?: string; issues?: readonly Issue[] };
  if (code === "BAD_USER_INPUT") return describeIssues(message, issues ?? []);
  if (code !== undefined && own.has(code)) return message;
  return (code !== undefined && sentences[code]) || otherVersion;
}

function describeIssues(message: string, issues: readonly Issue[]): string {
  const reasons = issues.filter((issue) => issue.message !== "").map(toSentence);
  if (reasons.length > 0) return [...new Set(reasons)].join(" ");
  return isOfLibrary(message) ? "The server does not take this." : message;
}

/** An issue without a subject gets the name of its field. */
function toSentence({ path, message }: Issue): string {
  const told = message.replace(/^Variable "\$.* at "[^"]*"; /s, "");
  if (isOfLibrary(told)) return "The server does not take this.";
  if (!/^\p{Ll}/u.test(told)) return told;
  const field = path.findLast((step) => typeof step === "string") ?? "input";
  return `The ${nameOf(String(field))} ${told}`;
}

/** `dueAt` is a due date, `assigneeId` an assignee. */
function nameOf(field: string): string {
  const words = field.replace(/At$/, "Date").replace(/Ids?$/, "");
  return words.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** GraphQL's own words name variables, types and fields in quotes. */
function isOfLibrary(message: string): boolean {
  return /^(Syntax Error|Cannot |Unknown |Must provide |Expected |There can be only |[A-Z]\w+ (["“$]|cannot represent ))/.test(
    message,
  );
}

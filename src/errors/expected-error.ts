/** A failure that a user can act upon; every other error is a fault of the server. Mapped to GraphQL in one place. */
export abstract class ExpectedError extends Error {
  /** Code by which clients tell failures apart; a GraphQL server shows it in the error's `extensions`. */
  abstract readonly code:
    | "UNAUTHENTICATED"
    | "FORBIDDEN"
    | "NOT_FOUND"
    | "BAD_USER_INPUT"
    | "RATE_LIMITED"
    | "ANSWER_TOO_LARGE"
    | "UNAVAILABLE";

  /** Extensions of the GraphQLError in which GraphQL.js wraps this one, under whichever server. */
  get extensions(): { readonly code: string } {
    return { code: this.code };
  }
}

/** No valid token where one is needed. */
export class UnauthenticatedError extends ExpectedError {
  override readonly name: string = "UnauthenticatedError";
  readonly code = "UNAUTHENTICATED";
}

/** The token was valid once: a fresh one will do. */
export class ExpiredTokenError extends UnauthenticatedError {
  override readonly name = "ExpiredTokenError";
}

/** The actor is known and may not do this. */
export class ForbiddenError extends ExpectedError {
  /** Name of the class, for logs. */
  override readonly name: string = "ForbiddenError";
  readonly code = "FORBIDDEN";
}

/** The thing does not exist, or the viewer may not see it. */
export class NotFoundError extends ExpectedError {
  override readonly name = "NotFoundError";
  readonly code = "NOT_FOUND";
}

/** Too much was asked for at once: nothing was done. */
export class RateLimitedError extends ExpectedError {
  /** Name of the class, for logs. */
  override readonly name: string = "RateLimitedError";
  readonly code = "RATE_LIMITED";
  /** In how many seconds it may be worth asking again; whole, and at least 1. */
  readonly retryAfter: number;
  /** Amount that one request may ask for at most, where it asked for more: smaller ones pass. Null otherwise. */
  readonly budget: number | null;

  constructor(message: string, retryAfter: number, budget: number | null = null) {
    super(message);
    this.retryAfter = retryAfter;
    this.budget = budget;
  }
}

/** A query asks for more than one answer may hold. */
export class AnswerTooLargeError extends ExpectedError {
  override readonly name = "AnswerTooLargeError";
  readonly code = "ANSWER_TOO_LARGE";

  /** `most` is the limit in bytes. */
  constructor(most: number) {
    super(`The answer is larger than ${most} bytes; ask for smaller pages with first, or select less.`);
  }
}

/** Another writer held the stream for too long. Nothing was changed. */
export class StreamBusyError extends RateLimitedError {
  override readonly name = "StreamBusyError";

  constructor() {
    super("Too many changes are waiting. Nothing was changed; try again in 1 s.", 1);
  }
}

/** The keys of the token's issuer cannot be fetched: nothing was done. */
export class UnverifiableTokenError extends RateLimitedError {
  override readonly name = "UnverifiableTokenError";

  constructor(retryAfter: number, cause: unknown) {
    super("The keys of the token's issuer cannot be fetched. Nothing was done; try again.", retryAfter);
    this.cause = cause;
  }
}

/**
 * Effect of an operation that failed because PostgreSQL cannot be used: none (`NOTHING_DONE`), or perhaps all of it
 * (`UNKNOWN`: the commit got no answer).
 */
export type OutageOutcome = "NOTHING_DONE" | "UNKNOWN";

/** PostgreSQL cannot be used at the moment. Repeating the operation with the same idempotency key is safe. */
export class UnavailableError extends ExpectedError {
  override readonly name = "UnavailableError";
  readonly code = "UNAVAILABLE";
  /** Tells if the operation may have been carried out. */
  readonly outcome: OutageOutcome;
  /** Seconds after which repeating may succeed. */
  readonly retryAfter = 1;

  constructor(outcome: OutageOutcome, cause: unknown) {
    super(
      outcome === "NOTHING_DONE"
        ? "The database cannot be reached. Nothing was done; try again."
        : "The database cannot be reached. The outcome is unknown; try again.",
    );
    this.outcome = outcome;
    this.cause = cause;
  }
}

/** A fault of one value of the input, with its path, e.g. `["input", "title"]`. */
export interface InputIssue {
  /** Keys and indexes that lead to the value. */
  readonly path: readonly (string | number)[];
  /** Sentence for the user. */
  readonly message: string;
}

/** The input cannot be used as it is. */
export class BadUserInputError extends ExpectedError {
  /** Name of the class, for logs. */
  override readonly name: string = "BadUserInputError";
  readonly code = "BAD_USER_INPUT";
  /** Faults of single values; empty when the input is wrong as a whole. */
  readonly issues: readonly InputIssue[];

  constructor(message: string, issues: readonly InputIssue[] = []) {
    super(message);
    this.issues = issues;
  }

  /** One value of the input is wrong. */
  static at(path: readonly (string | number)[], message: string): BadUserInputError {
    return new BadUserInputError(message, [{ path, message }]);
  }
}

export interface NetworkFailure {
  /** In a few words, on one line. */
  readonly reason: string;
  /** Code of Node; empty if it has none. */
  readonly code: string;
}

/** Returns code and message of an error of a connection attempt. */
export function readNetworkError(error: unknown): NetworkFailure {
  // A name with several addresses fails with one error for each.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const { message, code = "" }: NodeJS.ErrnoException = first instanceof Error ? first : new Error(String(first));
  // OpenSSL's own words fill several lines.
  if (/^(ERR_SSL|EPROTO)/.test(code)) return { reason: "it does not speak TLS", code };
  return { reason: message || code, code };
}

import { type MonoTypeOperatorFunction, throwError, timeout } from "rxjs";

/** Fails when the first value takes longer than `limit` milliseconds. */
export function answeredWithin<T>(limit: number, who: string): MonoTypeOperatorFunction<T> {
  const fail = () => throwError(() => new Error(`${who} did not answer within ${limit / 1_000} s.`));
  return timeout<T, ReturnType<typeof fail>>({ first: limit, with: fail });
}

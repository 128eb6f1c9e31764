import type { Outcome, Send } from "../types.ts";
import { codeOf } from "./error-codes.ts";
import { listErrors } from "./request-failure.ts";

/** Items of a page at most. */
const largestPage = 100;

type Ask = <T>(document: string, variables: object) => Promise<Outcome & { readonly data?: T }>;

/**
 * Creates a sender of requests for pages, whose size is the variable `first`. It is halved where the server finds the
 * answer too large, and stays so for the pages after.
 */
export function createPager(send: Send, signal: AbortSignal): Ask {
  let first = largestPage;
  return async <T>(document: string, variables: object) => {
    for (;;) {
      const outcome = await send({ document, variables: { first, ...variables }, signal });
      const isTooLarge = listErrors(outcome).some((error) => codeOf(error) === "ANSWER_TOO_LARGE");
      if (!isTooLarge || first === 1) return outcome as Outcome & { readonly data?: T };
      first = Math.floor(first / 2);
    }
  };
}

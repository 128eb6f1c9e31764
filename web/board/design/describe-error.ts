import { Refusal } from "./refusal.ts";

/** One sentence for people about why a query or a change failed. */
export function describeError(error: unknown): string {
  return error instanceof Refusal ? error.message : "The server cannot be reached. Try again in a moment.";
}

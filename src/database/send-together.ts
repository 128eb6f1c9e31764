import type { ClientBase } from "pg";
import { isPipelined } from "./pg-compat.ts";

/** Sends a statement when it is called; a function of several sends the first. */
export type Statement = () => Promise<unknown>;

/**
 * Sends statements without waiting for the answers in between, or one by one on a client that does not pipeline.
 * Resolves with the answers. Rejects as the first that failed: those behind it in the transaction only tell that it is
 * aborted.
 */
export async function sendTogether<const T extends readonly Statement[]>(
  client: ClientBase,
  statements: T,
): Promise<Answers<T>> {
  const answers = [];
  if (isPipelined(client)) {
    const sent = statements.map((send) => send());
    await Promise.allSettled(sent);
    for (const answer of sent) answers.push(await answer);
  } else {
    for (const send of statements) answers.push(await send());
  }
  return answers as Answers<T>;
}

type Answers<T extends readonly Statement[]> = { -readonly [K in keyof T]: Awaited<ReturnType<T[K]>> };

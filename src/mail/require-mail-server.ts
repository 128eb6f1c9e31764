import { setMaxListeners } from "node:events";
import { Socket } from "node:net";
import { createTransport } from "nodemailer";
import { bridgeRestart } from "../bridge-restart.ts";
import { smtpOptions } from "./smtp-options.ts";

/** What keeps an `SMTP_URL` from being used, in one sentence for the operator; never tells the password. */
export class UnusableMailServerError extends Error {
  override readonly name = "UnusableMailServerError";

  constructor(smtpUrl: string, cause: unknown) {
    const { host = "", port = 0 } = smtpOptions(smtpUrl);
    const reason = cause instanceof Error ? cause.message : String(cause);
    // What servers say may fill several lines.
    const sentence = reason.replace(/\s+/g, " ").replace(/[.\s]*$/, ".");
    super(`SMTP_URL names ${host}:${port}, which cannot be used: ${sentence}`, { cause });
  }
}

/** How long all of it may take, however slowly the server goes on answering; in milliseconds. */
const limit = 6_000;

/**
 * Makes sure that an `SMTP_URL` leads to a mail server that lets the sender in. One that goes away later only delays
 * mail. Takes six seconds at most.
 *
 * @throws UnusableMailServerError when it cannot be reached, speaks no TLS where that is needed, or lets nobody in.
 */
export async function requireMailServer(smtpUrl: string): Promise<void> {
  const tooLate = AbortSignal.timeout(limit);
  // Each try has a socket that listens to it.
  setMaxListeners(0, tooLate);
  try {
    await bridgeRestart(
      () => signIn(smtpUrl, tooLate),
      (error) => !tooLate.aborted && !isFinal(error),
    );
  } catch (error) {
    const cause = tooLate.aborted ? new Error(unfinished, { cause: error }) : error;
    throw new UnusableMailServerError(smtpUrl, cause);
  }
}

const unfinished = `it lets nobody in within ${limit / 1_000} seconds`;

/** The client's own limits are about silence alone: this one ends the connection, whatever is going on there. */
async function signIn(smtpUrl: string, tooLate: AbortSignal): Promise<void> {
  const socket = new Socket({ signal: tooLate });
  await createTransport({ ...smtpOptions(smtpUrl), socket }).verify();
}

/** Whether it will be the same when it is asked once more. */
function isFinal(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["EAUTH", "ETLS"].includes(String(error.code));
}

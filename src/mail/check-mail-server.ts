import { Socket } from "node:net";
import { createTransport } from "nodemailer";
import { smtpOptions } from "./smtp-options.ts";

/** Milliseconds for the whole check, however slowly the server answers. */
const limit = 6_000;

/**
 * Signs in to the mail server that an `SMTP_URL` names, within six seconds. Rejects with the address and the reason in
 * one line, never with the password. It cannot be reached, lacks required TLS, or refuses the sign-in. Ends early when
 * the signal aborts.
 */
export async function checkMailServer(smtpUrl: string, signal?: AbortSignal): Promise<void> {
  const options = smtpOptions(smtpUrl);
  // The client's own limits are about silence alone: this one ends the connection, whatever is going on there.
  const tooLate = AbortSignal.timeout(limit);
  const socket = new Socket({ signal: signal ? AbortSignal.any([tooLate, signal]) : tooLate });
  try {
    await createTransport({ ...options, socket }).verify();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const said = tooLate.aborted ? `it lets nobody in within ${limit / 1_000} seconds` : reason.replace(/\s+/g, " ");
    throw new Error(`${options.host}:${options.port}: ${said}`, { cause: error });
  } finally {
    socket.destroy();
  }
}

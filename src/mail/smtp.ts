import { Socket } from "node:net";
import { createTransport } from "nodemailer";
import type { SMTPTransportOptions } from "nodemailer/lib/smtp-transport";

/** Time that a mail server may take to let somebody in, and to answer then, in milliseconds. */
const connectTimeout = 4_000;
const silenceLimit = 10_000;

/** Time that a check may take in all, however slowly the server goes on answering, in milliseconds. */
const checkLimit = 6_000;

/**
 * Returns how an `SMTP_URL` is connected to. With `smtps:` TLS is spoken from the start; with `smtp:` as soon as the
 * server offers it, and a password is never sent without TLS.
 */
export function smtpOptions(smtpUrl: string): SMTPTransportOptions {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const isSecure = protocol === "smtps:";
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port ? Number(port) : isSecure ? 465 : 587,
    secure: isSecure,
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    requireTLS: password !== "",
    connectionTimeout: connectTimeout,
    greetingTimeout: connectTimeout,
    socketTimeout: silenceLimit,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * Signs in to the mail server that an `SMTP_URL` names, within six seconds. Rejects when the server cannot be reached,
 * speaks no TLS where that is needed, or refuses the sign-in. The error names the address and the reason in one line,
 * never the password. Ends early when the signal aborts.
 */
export async function checkMailServer(smtpUrl: string, signal?: AbortSignal): Promise<void> {
  const options = smtpOptions(smtpUrl);
  // The client's own limits are about silence alone: this one ends the connection, whatever is going on there.
  const tooLate = AbortSignal.timeout(checkLimit);
  const socket = new Socket({ signal: signal ? AbortSignal.any([tooLate, signal]) : tooLate });
  try {
    await createTransport({ ...options, socket }).verify();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const said = tooLate.aborted
      ? `it lets nobody in within ${checkLimit / 1_000} seconds`
      : reason.replace(/\s+/g, " ");
    throw new Error(`${options.host}:${options.port}: ${said}`, { cause: error });
  } finally {
    socket.destroy();
  }
}

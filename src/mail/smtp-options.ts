import type { SMTPTransportOptions } from "nodemailer/lib/smtp-transport";

/** Milliseconds for a mail server to accept a connection, and to answer on it. */
const connectTimeout = 4_000;
const silenceLimit = 10_000;

/**
 * Returns nodemailer's options for an `SMTP_URL`. `smtps:` uses TLS from the start; `smtp:` uses it as soon as the
 * server offers it. A password is never sent without TLS.
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

import type { SMTPTransportOptions } from "nodemailer/lib/smtp-transport";

/** How long a mail server may take to let somebody in, and to answer then; in milliseconds. */
const connectTimeout = 4_000;
const silenceLimit = 10_000;

/**
 * How an `SMTP_URL` is connected to. With `smtps:` TLS is spoken from the start; with `smtp:` as soon as the server
 * offers it, and whoever has a password does not say it without.
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

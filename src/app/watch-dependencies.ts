import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import { checkMailServer } from "../mail/smtp.ts";
import { fetchJwks } from "../server/auth/fetch-jwks.ts";
import { type Dependency, watchDependency } from "../server/watch-dependency.ts";
import type { Closers } from "./closers.ts";

/** Soft dependencies apart from Redis; null where no variable names one. */
export interface Dependencies {
  readonly mailServer: Dependency | null;
  readonly issuer: Dependency | null;
}

/** Checks the mail server and the outside issuer again and again, and logs changes of their state. */
export function watchDependencies({ mail, outsideIssuer }: Config, logger: Logger, closers: Closers): Dependencies {
  const keys = outsideIssuer?.keys;
  const mailServer =
    mail &&
    watchDependency({
      name: "The mail server that SMTP_URL names",
      consequence: "e-mails are dropped",
      check: (signal) => checkMailServer(mail.smtpUrl, signal),
      logger,
      interval: 5 * 60_000,
    });
  const issuer =
    keys && "jwksUrl" in keys
      ? watchDependency({
          name: "The token issuer that AUTH_JWKS_URL names",
          consequence: "tokens of keys that are not known yet are refused with RATE_LIMITED",
          check: async (signal) => void (await fetchJwks(keys.jwksUrl, signal)),
          logger,
          interval: 60_000,
        })
      : null;
  closers.add(() => {
    mailServer?.close();
    issuer?.close();
  });
  return { mailServer, issuer };
}

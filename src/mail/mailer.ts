import { setTimeout as sleep } from "node:timers/promises";
import { createTransport } from "nodemailer";
import type { Logger } from "pino";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { smtpOptions } from "./smtp.ts";

/** An e-mail. */
export interface Mail {
  /** Subject matter: each kind is counted by itself. */
  readonly kind: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** Sends mail while nobody waits for it. */
export interface Mailer {
  /**
   * Returns at once and never throws. An e-mail that cannot be sent is dropped and logged, without its text: its
   * recipient asks again. An address gets a limited number of each kind within an hour, so that nobody is flooded. The
   * kinds are counted apart, so that requests for one do not use up another.
   */
  send(address: string, mail: Mail): void;
  /** Ends the connections, after the e-mails under way or two seconds. */
  close(): Promise<void>;
}

/** Maximum e-mails under way; more would only wait for a mail server that cannot be reached. */
const maxUnderWay = 200;

/** Time for one e-mail, and time for those under way when the mailer closes; in milliseconds. */
const deliveryLimit = 30_000;
const closingLimit = 2_000;

export function createMailer({
  smtpUrl,
  from,
  mailsPerHour,
  logger,
  onFailure = () => {},
}: {
  readonly smtpUrl: string;
  /** The sender, as a mail's header has it. */
  readonly from: string;
  /** Maximum e-mails of one kind to an address per hour (0 = unlimited). */
  readonly mailsPerHour: number;
  readonly logger: Logger;
  /** Called for each e-mail that could not be sent. */
  readonly onFailure?: () => void;
}): Mailer {
  const transport = createTransport({ ...smtpOptions(smtpUrl), pool: true }, { from });
  const underWay = new Set<Promise<void>>();
  const limit = { points: mailsPerHour || Number.POSITIVE_INFINITY, duration: 60 * 60 };
  const recipients = new RateLimiterMemory(limit);

  async function deliver(address: string, mail: Mail): Promise<void> {
    const recipient = `${mail.kind} ${address}`;
    const mayHaveMore = await recipients.consume(recipient).then(
      () => true,
      () => false,
    );
    if (!mayHaveMore) {
      logger.warn("An e-mail was dropped: its address was sent too many of this kind in an hour (MAILS_PER_HOUR).");
      return;
    }
    try {
      // As an object it is one address, whatever it looks like.
      const to = { name: "", address };
      const { subject, text } = mail;
      await transport.sendMail({ to, subject, text, signal: AbortSignal.timeout(deliveryLimit) });
    } catch (error) {
      await recipients.reward(recipient);
      onFailure();
      logger.warn({ reason: error instanceof Error ? error.message : String(error) }, "An e-mail could not be sent.");
    }
  }

  return {
    send(address, mail) {
      if (underWay.size >= maxUnderWay) {
        logger.warn({ underWay: underWay.size }, "An e-mail was dropped: too many are under way.");
        return;
      }
      const delivery = deliver(address, mail).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    },
    async close() {
      await Promise.race([Promise.all(underWay), sleep(closingLimit, undefined, { ref: false })]);
      transport.close({ force: true });
    },
  };
}

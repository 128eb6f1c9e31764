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
  /** Address to which mail programs post when the recipient wants no more of this kind (RFC 8058). */
  readonly unsubscribe?: string;
}

/** Sends mail while nobody waits for it. */
export interface Mailer {
  /**
   * Returns at once and never throws. An e-mail that cannot be sent is dropped and logged, without its text: its
   * recipient asks again. An address gets a limited number of each kind within an hour, so that nobody is flooded. The
   * kinds are counted apart, so that requests for one do not use up another.
   */
  send(address: string, mail: Mail): void;
  /** Sends as `send` does. Resolves with true when the mail server has taken the e-mail. Never rejects. */
  deliver(address: string, mail: Mail): Promise<boolean>;
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
  const underWay = new Set<Promise<boolean>>();
  const limit = { points: mailsPerHour || Number.MAX_SAFE_INTEGER, duration: 60 * 60 };
  const recipients = new RateLimiterMemory(limit);

  async function attempt(address: string, mail: Mail): Promise<boolean> {
    const recipient = `${mail.kind} ${address}`;
    const mayHaveMore = await recipients.consume(recipient).then(
      () => true,
      () => false,
    );
    if (!mayHaveMore) {
      logger.warn("An e-mail was dropped: its address was sent too many of this kind in an hour (MAILS_PER_HOUR).");
      return false;
    }
    try {
      // As an object it is one address, whatever it looks like.
      const to = { name: "", address };
      const { subject, text, unsubscribe } = mail;
      const signal = AbortSignal.timeout(deliveryLimit);
      await transport.sendMail({ to, subject, text, signal, ...(unsubscribe && toUnsubscribe(unsubscribe)) });
      return true;
    } catch (error) {
      await recipients.reward(recipient);
      onFailure();
      logger.warn({ reason: error instanceof Error ? error.message : String(error) }, "An e-mail could not be sent.");
      return false;
    }
  }

  async function deliver(address: string, mail: Mail): Promise<boolean> {
    if (underWay.size >= maxUnderWay) {
      logger.warn({ underWay: underWay.size }, "An e-mail was dropped: too many are under way.");
      return false;
    }
    const delivery = attempt(address, mail).finally(() => underWay.delete(delivery));
    underWay.add(delivery);
    return delivery;
  }

  return {
    send(address, mail) {
      void deliver(address, mail);
    },
    deliver,
    async close() {
      await Promise.race([Promise.all(underWay), sleep(closingLimit, undefined, { ref: false })]);
      transport.close({ force: true });
    },
  };
}

function toUnsubscribe(url: string) {
  return { list: { unsubscribe: url }, headers: { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" } };
}

import { setTimeout as sleep } from "node:timers/promises";
import { createTransport } from "nodemailer";
import type { Logger } from "pino";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { smtpOptions } from "./smtp.ts";

/** An e-mail to one address. */
export interface Letter {
  /** Subject matter: e-mails of each kind are counted separately. */
  readonly kind: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** Sends mail while nobody waits for it. */
export interface Mailer {
  /**
   * Returns at once and never throws. An e-mail that cannot be sent is dropped and logged without its text; the user
   * requests it again. So is one above the limit of its kind to an address within an hour, against floods. Requests of
   * one kind never block e-mails of another.
   */
  send(address: string, letter: Letter): void;
  /** Ends the connections, after the e-mails in flight or two seconds. */
  close(): Promise<void>;
}

/** Maximum e-mails in flight; more would only wait for a mail server that cannot be reached. */
const maxUnderWay = 200;

/** Milliseconds for one e-mail, and for those in flight when the mailer closes. */
const deliveryLimit = 30_000;
const closingLimit = 2_000;

export function createMailer({
  smtpUrl,
  from,
  lettersPerHour,
  logger,
  onFailure = () => {},
}: {
  readonly smtpUrl: string;
  /** The sender, as a mail's header has it. */
  readonly from: string;
  /** Maximum e-mails of a kind to an address in an hour (0 = unlimited). */
  readonly lettersPerHour: number;
  readonly logger: Logger;
  /** Called for each e-mail that could not be sent. */
  readonly onFailure?: () => void;
}): Mailer {
  const transport = createTransport({ ...smtpOptions(smtpUrl), pool: true }, { from });
  const underWay = new Set<Promise<void>>();
  const limit = { points: lettersPerHour || Number.POSITIVE_INFINITY, duration: 60 * 60 };
  const recipients = new RateLimiterMemory(limit);

  async function deliver(address: string, letter: Letter): Promise<void> {
    const recipient = `${letter.kind} ${address}`;
    const mayHaveMore = await recipients.consume(recipient).then(
      () => true,
      () => false,
    );
    if (!mayHaveMore) {
      logger.warn("A mail was dropped, since its address was sent too many of this kind.");
      return;
    }
    try {
      // As an object it is one address, whatever it looks like.
      const to = { name: "", address };
      const { subject, text } = letter;
      await transport.sendMail({ to, subject, text, signal: AbortSignal.timeout(deliveryLimit) });
    } catch (error) {
      await recipients.reward(recipient);
      onFailure();
      logger.warn({ reason: error instanceof Error ? error.message : String(error) }, "A mail could not be sent.");
    }
  }

  return {
    send(address, letter) {
      if (underWay.size >= maxUnderWay) {
        logger.warn({ underWay: underWay.size }, "A mail was dropped, since too many are under way.");
        return;
      }
      const delivery = deliver(address, letter).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    },
    async close() {
      await Promise.race([Promise.all(underWay), sleep(closingLimit, undefined, { ref: false })]);
      transport.close({ force: true });
    },
  };
}

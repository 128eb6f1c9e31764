import { setTimeout as sleep } from "node:timers/promises";
import { createTransport } from "nodemailer";
import type { Logger } from "pino";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { smtpOptions } from "./smtp-options.ts";

/** What somebody is written. */
export interface Letter {
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** Sends mail while nobody waits for it. */
export interface Mailer {
  /**
   * Returns at once and never throws. A letter that cannot be sent is dropped and logged, without what stands in it:
   * whoever waits for it asks again. So is the eleventh to an address within an hour, lest anybody be flooded.
   */
  send(address: string, letter: Letter): void;
  /** Ends the connections, after the letters under way or two seconds. */
  close(): Promise<void>;
}

/** How many letters may be under way; more would only wait for a mail server that is away. */
const maxUnderWay = 200;

/** How many letters an address is sent in so many seconds. */
const perAddress = { points: 10, duration: 60 * 60 };

/** In milliseconds: how long a letter may take in all, and how long the end of those under way is waited for. */
const deliveryLimit = 30_000;
const closingLimit = 2_000;

export function createMailer({
  smtpUrl,
  from,
  logger,
}: {
  readonly smtpUrl: string;
  /** The sender, as a mail's header has it. */
  readonly from: string;
  readonly logger: Logger;
}): Mailer {
  const transport = createTransport({ ...smtpOptions(smtpUrl), pool: true }, { from });
  const underWay = new Set<Promise<void>>();
  const recipients = new RateLimiterMemory(perAddress);

  async function deliver(address: string, letter: Letter): Promise<void> {
    const mayHaveMore = await recipients.consume(address).then(
      () => true,
      () => false,
    );
    if (!mayHaveMore) {
      logger.warn("A mail was dropped, since its address was sent too many.");
      return;
    }
    try {
      // As an object it is one address, whatever it looks like.
      const to = { name: "", address };
      await transport.sendMail({ to, ...letter, signal: AbortSignal.timeout(deliveryLimit) });
    } catch (error) {
      await recipients.reward(address);
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

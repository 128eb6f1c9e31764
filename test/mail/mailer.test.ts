import { afterAll, beforeAll, expect, it } from "vitest";
import { createMailer, type Mailer } from "../../src/mail/mailer.ts";
import { createRecordingLogger } from "../engine/bus/recording-logger.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import { range } from "../support/range.ts";

const { logger, lines } = createRecordingLogger();
const letter = { kind: "news", subject: "News", text: "Nothing is new." };

let mailServer: MailServer;

beforeAll(async () => {
  mailServer = await startMailServer();
});

afterAll(async () => {
  await mailServer.close();
});

it("floods nobody: the eleventh e-mail of a kind to an address within an hour is dropped, others arrive", async () => {
  const mailer = createSender(mailServer.url);
  for (const _ of range(1, 15)) mailer.send("victim@example.com", letter);
  mailer.send("victim@example.com", { ...letter, kind: "reset", subject: "What the victim asked for" });
  mailer.send("other@example.com", letter);
  await mailer.close();
  expect(countTo("victim@example.com")).toBe(11);
  expect(mailServer.letters.map(({ subject }) => subject)).toContain("What the victim asked for");
  expect(countTo("other@example.com")).toBe(1);
  expect(lines.filter(({ msg }) => msg.includes("too many"))).toHaveLength(5);
});

it("counts only what was sent, and sends again once the mail server is back", async () => {
  const port = await findFreePort();
  const mailer = createSender(`smtp://127.0.0.1:${port}`);
  const before = lines.length;
  for (const _ of range(1, 15)) mailer.send("patient@example.com", letter);
  await expect.poll(() => lines.length - before).toBe(15);
  const back = await startMailServer({ port });
  mailer.send("patient@example.com", letter);
  expect(await back.letter("patient@example.com")).toMatchObject({ subject: letter.subject });
  await mailer.close();
  await back.close();
});

it("takes an address for one, whatever stands in it", async () => {
  const mailer = createSender(mailServer.url);
  mailer.send("one@example.com, two@example.com", letter);
  await mailer.close();
  expect([countTo("one@example.com"), countTo("two@example.com")]).toEqual([0, 0]);
});

function createSender(smtpUrl: string): Mailer {
  return createMailer({ smtpUrl, from: "Board <board@example.com>", mailsPerHour: 10, logger });
}

function countTo(address: string): number {
  return mailServer.letters.filter(({ to }) => to === address).length;
}

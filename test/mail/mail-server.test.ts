import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type StandIn, startSilentServer, startTalker } from "../start/stand-in-servers.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { failToStart, startServerProcess } from "../support/server-process.ts";
import { createTlsCertificate, type TlsCertificate } from "../support/tls-certificate.ts";

let database: TestDatabase;
let certificate: TlsCertificate;
let variables: Record<string, string>;

const sender = { user: "board@example.com", password: "p@ss: hidden" };

beforeAll(async () => {
  database = await createTestDatabase();
  certificate = await createTlsCertificate();
  variables = {
    PORT: "0",
    DATABASE_URL: database.url,
    REDIS_URL: "",
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    MAIL_FROM: "board@example.com",
    PUBLIC_URL: "https://board.example",
    DRAIN_SECONDS: "0",
    NODE_EXTRA_CA_CERTS: certificate.certificate,
  };
});

afterAll(async () => {
  await certificate.remove();
  await database.close();
});

it.each(["smtp", "smtps"] as const)("Mail goes out over %s, encrypted and signed in", async (scheme) => {
  const mailServer = await startMailServer({ sender, tls: { certificate, scheme } });
  const server = await startServerProcess({ ...variables, SMTP_URL: signedIn(mailServer) });
  const email = `${scheme}@example.com`;
  const response = await fetch(`${server.url}/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "Ann", email, password: "correct horse" }),
  });
  expect(response.status).toBe(200);
  expect(await mailServer.letter(email)).toMatchObject({ wasEncrypted: true, user: sender.user });
  expect(await server.stop("SIGTERM")).toBe(0);
  await mailServer.close();
});

describe("a mail server that cannot be used stops the start in one sentence", () => {
  it("when it is not there", async () => {
    await expectSentence(
      "smtp://127.0.0.1:1",
      /^SMTP_URL names 127\.0\.0\.1:1, which cannot be used: .*ECONNREFUSED.*\.$/,
    );
  });

  it.each<readonly [what: string, scheme: string, start: () => Promise<StandIn>]>([
    ["never answers", "smtp", startSilentServer],
    ["never gets TLS done", "smtps", startSilentServer],
    ["greets and falls silent", "smtp", () => startTalker("220 mail.example\r\n")],
    ["greets byte by byte", "smtp", () => startTalker("220 mail.example at your service\r\n", { slowly: true })],
    [
      "greets, and answers byte by byte",
      "smtp",
      () => startTalker(`220 m\r\n${"250-m\r\n".repeat(20)}`, { slowly: true }),
    ],
    ["greets and never gets TLS done", "smtp", () => startTalker("220 m\r\n250 STARTTLS\r\n220 go ahead\r\n")],
  ])("when it %s", async (_what, scheme, start) => {
    const { host, close } = await start();
    onTestFinished(close);
    await expectSentence(
      `${scheme}://${host}`,
      new RegExp(`^SMTP_URL names ${host.replaceAll(".", "\\.")}, which cannot be used: [^.]+\\.$`),
    );
  });

  it("when the password is wrong", async () => {
    const mailServer = await startMailServer({ sender, tls: { certificate, scheme: "smtps" } });
    const url = signedIn(mailServer, "wrong: hidden");
    await expectSentence(url, /^SMTP_URL names 127\.0\.0\.1:\d+, which cannot be used: Invalid login: 535 .*\.$/);
    await mailServer.close();
  });

  it("when a password would go over the wire unencrypted", async () => {
    const mailServer = await startMailServer({ sender });
    await expectSentence(signedIn(mailServer), /^SMTP_URL names 127\.0\.0\.1:\d+, which cannot be used: .*TLS.*\.$/);
    await mailServer.close();
  });

  it("when nobody vouches for its certificate", async () => {
    const stranger = await createTlsCertificate();
    const mailServer = await startMailServer({ sender, tls: { certificate: stranger, scheme: "smtps" } });
    await expectSentence(signedIn(mailServer), /^SMTP_URL names 127\.0\.0\.1:\d+, .*: self-signed certificate\.$/);
    await mailServer.close();
    await stranger.remove();
  });
});

function signedIn({ url }: MailServer, password = sender.password): string {
  return Object.assign(new URL(url), {
    username: encodeURIComponent(sender.user),
    password: encodeURIComponent(password),
  }).href;
}

async function expectSentence(smtpUrl: string, sentence: RegExp): Promise<void> {
  const startedAt = performance.now();
  const { code, output } = await failToStart({ ...variables, SMTP_URL: smtpUrl });
  expect([code, output]).toEqual([1, [expect.stringMatching(sentence)]]);
  expect(output.join()).not.toContain("hidden");
  expect(performance.now() - startedAt).toBeLessThan(10_000);
}

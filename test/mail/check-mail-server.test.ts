import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkMailServer } from "../../src/mail/smtp.ts";
import { type StandIn, startSilentServer, startTalker } from "../start/stand-in-servers.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { startServerProcess } from "../support/server-process.ts";
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

describe("checkMailServer tells the address and the reason in one line", () => {
  it("when nobody is there", async () => {
    await expect(checkMailServer("smtp://127.0.0.1:1")).rejects.toThrow(/^127\.0\.0\.1:1: .*ECONNREFUSED/);
  });

  // All at once: each waits for some seconds.
  it.concurrent.each<readonly [what: string, scheme: string, start: () => Promise<StandIn>]>([
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
    try {
      await expect(checkMailServer(`${scheme}://${host}`)).rejects.toThrow(`${host}: `);
    } finally {
      await close();
    }
  });

  it("when a password would go over the wire unencrypted", async () => {
    const mailServer = await startMailServer({ sender });
    const failure = await checkMailServer(signedIn(mailServer)).catch((error: unknown) => String(error));
    expect(failure).toMatch(/^Error: 127\.0\.0\.1:\d+: .*TLS.*$/);
    expect(failure).not.toContain("hidden");
    await mailServer.close();
  });

  it("when nobody vouches for its certificate", async () => {
    const stranger = await createTlsCertificate();
    const mailServer = await startMailServer({ sender, tls: { certificate: stranger, scheme: "smtps" } });
    await expect(checkMailServer(signedIn(mailServer))).rejects.toThrow("self-signed certificate");
    await mailServer.close();
    await stranger.remove();
  });
});

it("a server whose password is wrong starts, says so once without the password, and tells /readyz", async () => {
  const mailServer = await startMailServer({ sender, tls: { certificate, scheme: "smtps" } });
  const server = await startServerProcess({ ...variables, SMTP_URL: signedIn(mailServer, "wrong: unseen") });
  const warning = JSON.parse(await server.line(/SMTP_URL/)) as Record<string, unknown>;
  expect(warning).toMatchObject({
    level: 40,
    reason: expect.stringMatching(/^127\.0\.0\.1:\d+: Invalid login: 535 /),
    msg: "The mail server that SMTP_URL names cannot be used: e-mails are dropped. The server tries until it can.",
  });
  const response = await fetch(`${server.url}/readyz`);
  expect([response.status, await response.json()]).toMatchObject([200, { status: "ready", mail: "down" }]);
  expect(server.output.join()).not.toContain("unseen");
  expect(await server.stop("SIGTERM")).toBe(0);
  await mailServer.close();
});

function signedIn({ url }: MailServer, password = sender.password): string {
  return Object.assign(new URL(url), {
    username: encodeURIComponent(sender.user),
    password: encodeURIComponent(password),
  }).href;
}

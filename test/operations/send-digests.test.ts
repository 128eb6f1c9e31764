import { Pool } from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMailer } from "../../src/mail/mailer.ts";
import { digestLimits } from "../../src/model/digest.ts";
import { sendDigests, startDigests } from "../../src/operations/send-digests.ts";
import { createDigestMails } from "../../src/server/auth/digest-mails.ts";
import { createUnsubscribing } from "../../src/server/auth/unsubscribing.ts";
import { password, someAddress } from "../auth/mail-scene.ts";
import { type Board, createBoard } from "../support/board.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { MarkNoticesReadDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import { openPerson, type Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

const secret = "a secret of tests that is long enough to be taken";

let database: TestDatabase;
let mailServer: MailServer;
let instance: Instance;
let pool: Pool;
let ada: Person;
let board: Board;

beforeAll(async () => {
  database = await createTestDatabase();
  mailServer = await startMailServer();
  instance = await startInstance(database.url, { SIGN_UPS_PER_HOUR: "0", AUTH_SECRET: secret });
  pool = new Pool({ connectionString: database.url, max: 4 });
  ada = await instance.person("ada");
  board = await createBoard(ada);
});

afterAll(async () => {
  await pool.end();
  await instance.close();
  await mailServer.close();
  await database.close();
});

interface Member {
  readonly person: Person;
  readonly email: string;
  /** Credential of the person's session. */
  readonly session: string;
}

async function postAsJson(path: string, body: object, session?: string): Promise<Response> {
  const headers = { "content-type": "application/json", ...(session && { authorization: `Bearer ${session}` }) };
  return fetch(`${instance.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

/** A member of the board with an account and a confirmed address. */
async function join(): Promise<Member> {
  const email = someAddress();
  const signedUp = await postAsJson("/auth/sign-up/email", { name: "Grace", email, password });
  await pool.query("UPDATE auth_users SET email_verified = true WHERE email = $1", [email]);
  const session = signedUp.headers.get("set-auth-token") ?? "";
  const issued = await fetch(`${instance.url}/auth/token`, { headers: { authorization: `Bearer ${session}` } });
  const person = await openPerson(instance.url, ((await issued.json()) as { token: string }).token);
  await board.addMember(person, "MEMBER");
  return { person, email, session };
}

/** Lets time pass for the notices of a person, and for the last e-mail. */
async function letPass({ person: { id } }: Member, time: string): Promise<void> {
  await pool.query("UPDATE notices SET at = at - $2::interval WHERE person_id = $1", [id, time]);
  await pool.query(
    "UPDATE inbox_heads SET at = at - $2::interval, mailed_at = mailed_at - $2::interval WHERE person_id = $1",
    [id, time],
  );
}

async function sendThrough(smtpUrl: string): Promise<void> {
  const logger = pino({ level: "silent" });
  const mailer = createMailer({ smtpUrl, from: "Board <board@example.com>", mailsPerHour: 0, logger });
  const mails = createDigestMails("https://board.example", mailer, createUnsubscribing(secret));
  await sendDigests(pool, mails, new AbortController().signal);
  await mailer.close();
}

/** One round; returns what the person has received in it. */
async function digestsOf({ email }: Member) {
  const { length } = mailServer.letters;
  await sendThrough(mailServer.url);
  return mailServer.letters.slice(length).filter(({ to }) => to === email);
}

/** Task that mentions and is assigned to the person, which is one notice. */
const mention = ({ person }: Member, title: string) =>
  board.createTask({ title, description: `A secret of [@Grace](user:${person.id}).`, assigneeId: person.id });

describe("sendDigests", () => {
  it("sends one e-mail about all that is unread, also from two instances", async () => {
    const grace = await join();
    const task = await mention(grace, "Plan the launch");
    await board.createComment(task.id, "Nobody else may read this");
    await letPass(grace, "11 minutes");
    const { length } = mailServer.letters;
    await Promise.all([sendThrough(mailServer.url), sendThrough(mailServer.url)]);
    const letters = mailServer.letters.slice(length).filter(({ to }) => to === grace.email);
    expect(letters.map(({ subject }) => subject)).toEqual(["You have 3 unread notices"]);
    const [letter] = letters;
    const link = `https://board.example/projects/${board.projectId}`;
    expect(letter?.text).toContain(`- ada added you to the project Launch.\n  ${link}\n`);
    expect(letter?.text).toContain(`- ada mentioned you in “Plan the launch” (Launch).\n  ${link}/tasks/${task.id}\n`);
    expect(letter?.text).toContain("- ada commented on “Plan the launch” (Launch).");
    expect(letter?.text).not.toMatch(/secret of|Nobody else/);
    expect(letter?.header("list-unsubscribe")).toBe(`<${letter?.link("/unsubscribe")}>`);
    expect(letter?.header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
  });

  it("lists the oldest of many, and counts the rest", async () => {
    const grace = await join();
    for (let index = 0; index < digestLimits.listed + 4; index += 1) await mention(grace, `Task ${index}.`);
    await letPass(grace, "11 minutes");
    const [letter] = await digestsOf(grace);
    expect(letter?.subject).toBe("You have 25 unread notices");
    expect(letter?.text.match(/^- /gm)).toHaveLength(digestLimits.listed);
    expect(letter?.text).toContain("and 5 more at https://board.example/");
  });

  it.each<[string, (grace: Member) => Promise<unknown>]>([
    ["before ten minutes have passed", (grace) => letPass(grace, "9 minutes")],
    [
      "about notices that were read",
      async (grace) => {
        await letPass(grace, "11 minutes");
        await grace.person.expect(MarkNoticesReadDocument, { input: { upTo: 1 } });
      },
    ],
    ["about notices of the day before", (grace) => letPass(grace, "25 hours")],
    [
      "to an address that is not confirmed",
      async (grace) => {
        await letPass(grace, "11 minutes");
        await pool.query("UPDATE auth_users SET email_verified = false WHERE email = $1", [grace.email]);
      },
    ],
    [
      "to a person who was shut out",
      async (grace) => {
        await letPass(grace, "11 minutes");
        await pool.query("UPDATE users SET disabled_at = now() WHERE id = $1", [grace.person.id]);
      },
    ],
    [
      "to a person who wants none",
      async (grace) => {
        await letPass(grace, "11 minutes");
        const { status } = await postAsJson("/auth/update-user", { mailsNotices: false }, grace.session);
        expect(status).toBe(200);
      },
    ],
    [
      "a second time",
      async (grace) => {
        await letPass(grace, "11 minutes");
        expect(await digestsOf(grace)).toHaveLength(1);
        await letPass(grace, "2 hours");
      },
    ],
    [
      "twice within an hour",
      async (grace) => {
        await letPass(grace, "11 minutes");
        expect(await digestsOf(grace)).toHaveLength(1);
        await mention(grace, "Another task");
        await letPass(grace, "40 minutes");
      },
    ],
  ])("sends nothing %s", async (_when, prepare) => {
    const grace = await join();
    await prepare(grace);
    expect(await digestsOf(grace)).toEqual([]);
  });

  it("sends what is new an hour later", async () => {
    const grace = await join();
    await letPass(grace, "11 minutes");
    expect(await digestsOf(grace)).toHaveLength(1);
    await mention(grace, "Another task");
    await letPass(grace, "61 minutes");
    const [letter, ...more] = await digestsOf(grace);
    expect(letter?.subject).toBe("You have an unread notice");
    expect(letter?.text).toContain("Another task");
    expect(more).toEqual([]);
  });

  it("waits for no mail server when it ends", async () => {
    await letPass(await join(), "11 minutes");
    let tell = () => {};
    const asked = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const send = () => {
      tell();
      return new Promise<never>(() => {});
    };
    const end = startDigests({ pool, mails: { send }, logger: pino({ level: "silent" }) });
    await asked;
    await end();
  });

  it("sends an hour later what could not be sent", async () => {
    const grace = await join();
    await letPass(grace, "11 minutes");
    await sendThrough(`smtp://127.0.0.1:${await findFreePort()}`);
    expect(await digestsOf(grace)).toEqual([]);
    await letPass(grace, "61 minutes");
    expect(await digestsOf(grace)).toMatchObject([{ subject: "You have an unread notice" }]);
  });
});

describe("/unsubscribe", () => {
  it("ends the e-mails, and only when it is posted", async () => {
    const grace = await join();
    await letPass(grace, "11 minutes");
    const [letter] = await digestsOf(grace);
    const { pathname, search } = new URL(letter?.link("/unsubscribe") ?? "");
    const opened = await fetch(instance.url + pathname + search, { headers: { accept: "text/html" } });
    expect(opened.headers.get("content-type")).toContain("text/html");
    await mention(grace, "One");
    await letPass(grace, "61 minutes");
    expect(await digestsOf(grace)).toHaveLength(1);

    const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
    for (const _again of [1, 2]) {
      expect(await fetch(instance.url + pathname + search, { method: "POST", body })).toMatchObject({ status: 204 });
    }
    await mention(grace, "Two");
    await letPass(grace, "61 minutes");
    expect(await digestsOf(grace)).toEqual([]);
  });

  it.each<[string, (id: string) => string]>([
    ["no token", () => ""],
    ["an id alone", (id) => `?token=${id}`],
    ["a made-up signature", (id) => `?token=${id}.${"A".repeat(43)}`],
    ["a token of another secret", (id) => `?token=${createUnsubscribing("another").createToken(id)}`],
    [
      "a signature of another account",
      (id) => {
        const [, signature] = createUnsubscribing(secret)
          .createToken("01890a5d-ac96-774b-bcce-b302099a8057")
          .split(".");
        return `?token=${id}.${signature}`;
      },
    ],
    [
      "two tokens",
      (id) => {
        const token = createUnsubscribing(secret).createToken(id);
        return `?token=${token}&token=${token}`;
      },
    ],
  ])("changes nothing for %s", async (_what, toSearch) => {
    const grace = await join();
    const { rows } = await pool.query("SELECT id FROM auth_users WHERE email = $1", [grace.email]);
    const { status } = await fetch(`${instance.url}/unsubscribe${toSearch(rows[0].id)}`, { method: "POST" });
    expect(status).toBe(400);
    const after = await pool.query("SELECT mails_notices FROM auth_users WHERE email = $1", [grace.email]);
    expect(after.rows).toEqual([{ mails_notices: true }]);
  });

  it.each([["yes"], [null], [{}], [2]])("an account takes no %j as the choice", async (mailsNotices) => {
    const grace = await join();
    const { status } = await postAsJson("/auth/update-user", { mailsNotices }, grace.session);
    expect(status).toBe(400);
  });
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard } from "../support/board.ts";
import { AddMemberDocument, type AddMemberInput } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let mailServer: MailServer;
let instance: Instance;
/** An instance without mail on the same database. */
let plain: Instance;
let ada: Person;
let board: Board;

beforeAll(async () => {
  database = await createTestDatabase();
  mailServer = await startMailServer();
  const variables = { SMTP_URL: mailServer.url, MAIL_FROM: "board@example.com", PUBLIC_URL: "http://localhost:4000" };
  instance = await startInstance(database.url, variables);
  plain = await startInstance(database.url);
  ada = await instance.person("ada");
  board = await createBoard(ada);
});

afterAll(async () => {
  await instance.close();
  await plain.close();
  await mailServer.close();
  await database.close();
});

it("An account can be added as a member from when its address is confirmed, and is until then like none", async () => {
  const email = "ann@example.com";
  await signUp(email);
  const [userId] = await findIds(email);
  for (const [given, unknown] of [
    [{ email }, { email: "nobody@example.com" }],
    [{ userId }, { userId: "01a20000-0000-7000-8000-000000000000" }],
  ] as const) {
    expect(await refusalOf(given)).toEqual(await refusalOf(unknown));
    expect(await refusalOf(given)).toMatch(
      /^There is no account with this \w+, or its address was not confirmed yet\.$/,
    );
  }

  await confirm(email);
  expect(await add({ email })).toMatchObject({ data: { addMember: { member: { user: { id: userId, email } } } } });
});

it("Somebody of the outside issuer is not kept out by an unconfirmed account that claims the same address", async () => {
  const grace = await instance.person("grace");
  await signUp(grace.email);
  expect(await findIds(grace.email)).toHaveLength(2);
  expect(await add({ email: grace.email })).toMatchObject({
    data: { addMember: { member: { user: { id: grace.id } } } },
  });
});

it("Without a mail server addresses are taken as they are", async () => {
  const email = "zoe@example.com";
  await signUp(email);
  const eve = await plain.person("eve");
  const { projectId } = await createBoard(eve);
  const answer = await eve.request(AddMemberDocument, { input: { projectId, email, role: "VIEWER" } });
  expect(answer).toMatchObject({ data: { addMember: { member: { user: { email } } } } });
});

function add(whom: Pick<AddMemberInput, "email" | "userId">) {
  return ada.request(AddMemberDocument, { input: { projectId: board.projectId, role: "VIEWER", ...whom } });
}

/** Why somebody cannot be added; the same text stands beside the field. */
async function refusalOf(whom: Pick<AddMemberInput, "email" | "userId">): Promise<string | undefined> {
  const { errors } = await add(whom);
  expect(errors).toMatchObject([
    { extensions: { code: "BAD_USER_INPUT", issues: [{ message: errors?.[0]?.message }] } },
  ]);
  return errors?.[0]?.message;
}

async function findIds(email: string): Promise<string[]> {
  const rows = await administer(database.url, `SELECT id FROM users WHERE email = '${email}'`);
  return rows.map(({ id }) => String(id));
}

async function signUp(email: string): Promise<void> {
  const response = await fetch(`${instance.url}/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "Somebody", email, password: "correct horse" }),
  });
  expect(response.status).toBe(200);
}

async function confirm(email: string): Promise<void> {
  const link = new URL((await mailServer.letter(email)).link("/verify-email"));
  const response = await fetch(`${instance.url}/auth/verify-email?token=${link.hash.slice(1)}`);
  expect(response.status).toBe(200);
}

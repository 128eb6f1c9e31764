import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import {
  AcceptInvitationDocument,
  InvitationsDocument,
  InviteMemberDocument,
  OwnInvitationsDocument,
  type ProjectRole,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import { openPerson, type Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { readTables } from "../support/read-tables.ts";
import { password, someAddress, tokenOf } from "./mail-scene.ts";

let database: TestDatabase;
let mailServer: MailServer;
/** Sends mail and takes sign-ups by invitation. */
let instance: Instance;
let ada: Person;
let board: Board;
let projectId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  mailServer = await startMailServer();
  const mail = { SMTP_URL: mailServer.url, MAIL_FROM: "board@example.com", PUBLIC_URL: "https://board.example" };
  const variables = { ...mail, SIGN_UPS: "invited", SIGN_UPS_PER_HOUR: "0", ACCOUNT_REQUESTS_PER_MINUTE: "0" };
  instance = await startInstance(database.url, variables);
  ada = await instance.person("ada");
  board = await createBoard(ada, "A secret project");
  ({ projectId } = board);
});

afterAll(async () => {
  await instance.close();
  await mailServer.close();
  await database.close();
});

/** The invitation and the token that came by mail. */
async function invite(email: string, role: ProjectRole = "MEMBER") {
  const { inviteMember } = await ada.expect(InviteMemberDocument, { input: { projectId, email, role } });
  const { invitation, link } = given(inviteMember);
  const letter = await mailServer.letter(email);
  expect(letter.link("/invitation")).toBe(link);
  return { ...invitation, letter, token: tokenOf(link) };
}

async function post(path: string, body: object, session?: string) {
  const headers = { "content-type": "application/json", ...(session && { authorization: `Bearer ${session}` }) };
  const response = await fetch(`${instance.url}/auth${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = (await response.json()) as { readonly code?: string };
  return { status: response.status, code: answer.code, session: response.headers.get("set-auth-token") ?? "" };
}

const signUp = (email: string, invitation?: unknown) =>
  post("/sign-up/email", { name: "Ann", email, password, ...(invitation !== undefined && { invitation }) });

/** Signs up by an invitation, confirms the address, and signs in. */
async function join(email: string, token: string, written = email) {
  expect(await signUp(written, token)).toMatchObject({ status: 200 });
  const confirmation = tokenOf((await mailServer.letter(email)).link("/verify-email"));
  await fetch(`${instance.url}/auth/verify-email?${new URLSearchParams({ token: confirmation })}`);
  const { session } = await post("/sign-in/email", { email, password });
  const issued = await fetch(`${instance.url}/auth/token`, { headers: { authorization: `Bearer ${session}` } });
  const { token: jwt } = (await issued.json()) as { token: string };
  return { person: await openPerson(instance.url, jwt), session };
}

const accept = async (person: Person, token: string) =>
  codeOf(await person.request(AcceptInvitationDocument, { input: { token } }));

it("inviteMember mails the link at once, without a word that the sender has chosen", async () => {
  const { letter, token } = await invite(someAddress());
  expect(letter.subject).toBe("You are invited to a project");
  expect(letter.link("/invitation")).toBe(`https://board.example/invitation#${token}`);
  expect(letter.text).toContain("at board.example");
  for (const chosen of ["A secret project", ada.name, ada.email]) expect(letter.text).not.toContain(chosen);
});

describe("with SIGN_UPS=invited", () => {
  it.each<[string, () => Promise<[email: string, invitation?: unknown]>]>([
    ["without an invitation", async () => [someAddress()]],
    ["with one of another address", async () => [someAddress(), (await invite(someAddress())).token]],
    ["with a token that is none", async () => [someAddress(), "x"]],
    ["with a list of tokens", async () => showing(({ token }) => [token])],
    ["with the id of the invitation", async () => showing(({ id }) => id)],
    [
      "with one that has expired",
      async () => endedBy((id) => `UPDATE invitations SET expires_at = now() WHERE id = '${id}'`),
    ],
    ["with one that was revoked", async () => endedBy((id) => `DELETE FROM invitations WHERE id = '${id}'`)],
    ["with an address that has an account", async () => [(await knownAddress()).email]],
  ])("nobody signs up %s, and the answer is the same", async (_what, make) => {
    const [email, invitation] = await make();
    const before = await readTables(database.url);
    expect(await signUp(email, invitation)).toMatchObject({ status: 403, code: "SIGN_UPS_INVITED" });
    expect(await readTables(database.url)).toEqual(before);
  });

  it("the person who was invited signs up, in whatever case, and joins by the link", async () => {
    const email = someAddress();
    const { token } = await invite(email, "VIEWER");
    const { person } = await join(email, token, email.toUpperCase());
    expect(await accept(person, token)).toBe(null);
    // A link that was used lets nobody sign up.
    expect(await signUp(email, token)).toMatchObject({ status: 403 });
  });

  it("the board's page says so", async () => {
    expect(await (await fetch(instance.url)).text()).toContain("&quot;signUps&quot;:&quot;invited&quot;");
  });

  async function endedBy(statement: (id: string) => string): Promise<[string, unknown]> {
    const email = someAddress();
    const { id, token } = await invite(email);
    await administer(database.url, statement(id));
    return [email, token];
  }

  async function showing(choose: (made: Awaited<ReturnType<typeof invite>>) => unknown): Promise<[string, unknown]> {
    const email = someAddress();
    return [email, choose(await invite(email))];
  }
});

/** The address of somebody who has joined. */
async function knownAddress() {
  const email = someAddress();
  const { token } = await invite(email);
  return { email, ...(await join(email, token)) };
}

describe("an account with a confirmed address", () => {
  it("sees the invitations to it and joins by their ids, without the link", async () => {
    const { email, person } = await knownAddress();
    expect((await person.expect(OwnInvitationsDocument, {})).viewer.invitations).toHaveLength(1);
    const { id, role, expiresAt } = await invite(email, "ADMIN");
    // It took the place of the first, which was not accepted.
    expect((await person.expect(OwnInvitationsDocument, {})).viewer.invitations).toEqual([
      { id, role, expiresAt, projectName: "A secret project" },
    ]);
    expect(await accept(person, id)).toBe(null);
    expect((await person.expect(OwnInvitationsDocument, {})).viewer.invitations).toEqual([]);
  });

  it("loses nothing of others' when it ends, and takes its own invitations along", async () => {
    const { email, session } = await knownAddress();
    const { id } = await invite(email);
    const other = await invite(someAddress());
    expect((await post("/delete-user", { password }, session)).status).toBe(200);
    const { project } = await ada.expect(InvitationsDocument, { projectId });
    const ids = project?.invitations.map((each) => each.id);
    expect(ids).not.toContain(id);
    expect(ids).toContain(other.id);
    expect(await administer(database.url, `SELECT id FROM invitations WHERE email = '${email}'`)).toEqual([]);
  });
});

it("An account whose address is not confirmed does not see invitations to it, and does not join by their ids", async () => {
  const email = someAddress();
  const { id, token } = await invite(email);
  const { person } = await join(email, token);
  await administer(database.url, `UPDATE auth_users SET email_verified = false WHERE email = '${email}'`);
  expect((await person.expect(OwnInvitationsDocument, {})).viewer.invitations).toEqual([]);
  expect(await accept(person, id)).toBe("NOT_FOUND");
  expect(await accept(person, token)).toBe(null);
});

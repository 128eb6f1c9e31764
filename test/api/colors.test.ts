import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Account, createAccount } from "../support/account.ts";
import { administer } from "../support/administer.ts";
import { type Board, createBoard } from "../support/board.ts";
import { collect } from "../support/collect.ts";
import { document } from "../support/document.ts";
import { AddMemberDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { recordStatements } from "../support/record-statements.ts";

interface Colored {
  readonly id: string;
  readonly color: string | null;
}

interface Members {
  readonly project: { readonly members: { readonly nodes: readonly { readonly user: Colored }[] } };
}

const membersDocument = document<Members, { projectId: string }>(`
  query ($projectId: ID!) { project(id: $projectId) { members { nodes { user { id color } } } } }
`);
const meDocument = document<{ readonly me: Colored }>("{ me { id color } }");

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Account;
let board: Board;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { SIGN_UPS_PER_HOUR: "0" });
  ada = await instance.person("ada");
  board = await createBoard(ada);
  grace = await join("Grace");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

async function join(name: string): Promise<Account> {
  const account = await createAccount(instance.url, name);
  const input = { projectId: board.projectId, userId: account.id, role: "MEMBER" } as const;
  await ada.expect(AddMemberDocument, { input });
  return account;
}

const choose = async (account: Account, color: unknown) => (await account.post("/update-user", { color })).status;

/** As Ada sees it among the members. */
async function colorOf({ id }: Person): Promise<string | null | undefined> {
  const { project } = await ada.expect(membersDocument, { projectId: board.projectId });
  return project.members.nodes.find(({ user }) => user.id === id)?.user.color;
}

it("shows others the color that a person chooses, at their next read, until it is taken back", async () => {
  expect(await colorOf(grace)).toBeNull();
  for (const color of ["PURPLE", "GRAY", null] as const) {
    expect(await choose(grace, color)).toBe(200);
    expect(await colorOf(grace)).toBe(color);
    expect(await grace.expect(meDocument, {})).toEqual({ me: { id: grace.id, color } });
  }
});

it.each([[""], ["purple"], ["MAGENTA"], [3], [true], [{}], [["RED"]]])("takes no %j as a color", async (color) => {
  expect(await choose(grace, "TEAL")).toBe(200);
  const refused = await grace.post("/update-user", { color });
  expect([refused.status, await refused.json()]).toMatchObject([400, { code: "INVALID_CHOICE" }]);
  expect(await colorOf(grace)).toBe("TEAL");
});

it("reads the colors of all people of an answer by one statement", async () => {
  const crew = await Promise.all(["Alan", "Barbara", "Edsger"].map(join));
  for (const [index, account] of crew.entries()) await choose(account, ["RED", "BLUE", "BROWN"][index]);
  const statements = await recordStatements(() => ada.expect(membersDocument, { projectId: board.projectId }));
  expect(statements.filter((name) => name === "color-list")).toHaveLength(1);
  expect(await Promise.all(crew.map(colorOf))).toEqual(["RED", "BLUE", "BROWN"]);
});

it("shows none of people without an own account, nor of disabled and deleted ones", async () => {
  expect(await colorOf(ada)).toBeNull();
  const [disabled, deleted, restored] = await Promise.all([join("Disabled"), join("Deleted"), join("Restored")]);
  for (const account of [disabled, deleted, restored]) {
    await choose(account, "PINK");
    expect(await colorOf(account)).toBe("PINK");
  }
  await administer(database.url, `UPDATE users SET disabled_at = now() WHERE id = '${disabled.id}'`);
  expect((await deleted.remove()).status).toBe(200);
  // An export of elsewhere may name people so.
  await administer(database.url, `UPDATE users SET subject = 'no id' WHERE id = '${restored.id}'`);
  for (const account of [disabled, deleted, restored]) expect(await colorOf(account)).toBeNull();
});

describe("a subscription", () => {
  const ofProject = (selection: string) => `subscription { projectActivity(projectId: "${board.projectId}") {
    __typename ${selection} } } fragment Colored on User { color }`;
  const ofViewer = (selection: string) => `subscription { viewerActivity { __typename ${selection} } }
    fragment Colored on User { color }`;

  it.each([
    ["the actor of a change", ofProject, "... on Activity { actor { ...Colored } }"],
    ["the assignee of a changed task", ofProject, "... on TaskCreated { task { assignee { ...Colored } } }"],
    ["somebody who came", ofProject, "... on PresenceJoined { user { ...Colored } }"],
    ["those who are present", ofProject, "... on Ready { present { user { ...Colored } } }"],
    ["the actor of a notice", ofViewer, "... on Notice { actor { ...Colored } }"],
  ])("cannot be asked for the color of %s", async (_whom, write, selection) => {
    expect(await collect(ada.socket, document(write(selection)), {}).ended()).toMatchObject([
      {
        message: "User.color is not part of an event: select it in a query.",
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
  });
});

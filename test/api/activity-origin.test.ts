import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { parse } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Board, createBoard } from "../support/board.ts";
import { collect } from "../support/collect.ts";
import { ProjectActivityDocument, type ProjectRole } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { createSteeredBus } from "../support/steered-bus.ts";
import { transports } from "../support/transports.ts";

interface Origin {
  readonly address: string | null;
  readonly userAgent: string | null;
}

interface History {
  readonly project: { readonly activity: { readonly nodes: readonly { seq: number; origin: Origin | null }[] } };
}

const historyDocument: TypedDocumentNode<History, { projectId: string }> = parse(`
  query ($projectId: ID!) {
    project(id: $projectId) { activity { nodes { seq ...From ... on TaskCreated { origin { userAgent } } } } }
  }
  fragment From on Activity { origin { address userAgent } }
`);

const userAgent = "Unmistakable/7.3 (a browser of tests)";

const bus = createSteeredBus();
const busMessages: string[] = [];
let database: TestDatabase;
let instance: Instance;
let ada: Person;
let board: Board;

beforeAll(async () => {
  bus.carry((message, deliver) => {
    busMessages.push(message);
    deliver(message);
  });
  database = await createTestDatabase();
  instance = await startInstance(database.url, {}, { bus });
  ada = await instance.person("ada");
  board = await createBoard(ada);
  for (const [name, role] of Object.entries(roles)) await board.addMember(await instance.person(name), role);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

const roles: Readonly<Record<string, ProjectRole>> = { grace: "ADMIN", linus: "MEMBER", vera: "VIEWER" };

describe.each(Object.entries(transports))("over %s the history tells where a change came from", (_name, by) => {
  it("those who manage the project", async () => {
    await createTaskFrom(userAgent);
    for (const name of ["ada", "grace"]) {
      const [newest, ...earlier] = await readOrigins(by(await instance.person(name)));
      expect(newest).toEqual({ address: "127.0.0.1", userAgent });
      expect(earlier.length).toBeGreaterThan(0);
      expect(earlier).toEqual(earlier.map(() => ({ address: "127.0.0.1", userAgent: expect.any(String) })));
    }
  });

  it.each(["linus", "vera"])("and nobody else: %s", async (name) => {
    const origins = await readOrigins(by(await instance.person(name)));
    expect(origins.length).toBeGreaterThan(0);
    expect(origins).toEqual(origins.map(() => null));
  });
});

describe("an event", () => {
  it("carries it neither to subscribers nor over the bus", async () => {
    const stream = collect(ada.socket, ProjectActivityDocument, { projectId: board.projectId, announce: false });
    await stream.until(({ data }) => data?.projectActivity.__typename === "Ready");
    const before = busMessages.length;
    await createTaskFrom(userAgent);
    const messages = await stream.until(({ data }) => data?.projectActivity.__typename === "TaskCreated");
    const replayed = collect(ada.socket, ProjectActivityDocument, { projectId: board.projectId, since: 1 });
    await replayed.until(({ data }) => data?.projectActivity.__typename === "Ready");
    stream.stop();
    replayed.stop();

    const sent = busMessages.slice(before).filter((message) => message.includes("TaskCreated"));
    expect(sent).toHaveLength(1);
    for (const text of [...sent, JSON.stringify(messages), JSON.stringify(replayed.received)]) {
      expect(text).toContain("TaskCreated");
      expect(text).not.toMatch(/Unmistakable|userAgent|user_agent|"address"|127\.0\.0\.1/);
    }
  });

  it.each([
    ["itself", "... on Activity { origin { address } }"],
    ["as its type", "... on TaskCreated { origin { address } }"],
    ["in a fragment that a query may have", "...From"],
  ])("cannot be asked for it %s", async (_where, selection) => {
    const document = parse(`
      subscription Watch($projectId: ID!) { projectActivity(projectId: $projectId) { __typename ${selection} } }
      query Other($projectId: ID!) { project(id: $projectId) { activity { nodes { ...From } } } }
      fragment From on Activity { origin { userAgent } }
    `);
    const stream = collect(ada.socket, document, { projectId: board.projectId });
    expect(await stream.ended()).toMatchObject([
      {
        message: expect.stringMatching(/^\w+\.origin is not part of an event: select it in a query\.$/),
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
  });
});

/** Newest first. */
async function readOrigins(person: Person): Promise<(Origin | null)[]> {
  const { project } = await person.expect(historyDocument, { projectId: board.projectId });
  return project.activity.nodes.map(({ origin }) => origin);
}

async function createTaskFrom(agent: string): Promise<void> {
  const query = `mutation { createTask(input: { projectId: "${board.projectId}", title: "A task" }) { seq } }`;
  const response = await fetch(`${instance.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${ada.token}`, "user-agent": agent },
    body: JSON.stringify({ query }),
  });
  expect(await response.json()).toMatchObject({ data: { createTask: { seq: expect.any(Number) } } });
}

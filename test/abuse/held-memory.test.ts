import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createProject } from "../support/board.ts";
import { holdProject } from "../support/held-lock.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { openConnection, type RawSocket } from "../support/raw-socket.ts";
import { type Bystander, startBystander } from "./bystander.ts";
import { withoutLimits } from "./without-limits.ts";

let database: TestDatabase;
let instance: Instance;
let bystander: Bystander;
let socket: RawSocket;
let token: string;
let projectId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const patience = { ...withoutLimits, DATABASE_LOCK_TIMEOUT_SECONDS: "50", DATABASE_STATEMENT_TIMEOUT_SECONDS: "60" };
  instance = await startInstance(database.url, patience);
  bystander = await startBystander(instance.url);
  const mallory = await instance.person("mallory");
  token = mallory.token;
  projectId = await createProject(mallory);
});
afterAll(async () => {
  await bystander.expectUnharmed();
  await instance.close();
  await database.close();
});
beforeEach(async () => {
  socket = await openConnection(instance.url, token);
});
afterEach(() => socket.terminate());

interface Answer {
  readonly id?: string;
  readonly type: string;
}

/** Fields that differ, so that nothing but their number counts. */
function fields(count: number): string {
  return range(1, count)
    .map((number) => `a${number}: seq`)
    .join(" ");
}

const refusal = [
  {
    message: "The operations under way on this connection are too large together.",
    extensions: { code: "RATE_LIMITED", retryAfter: 1, requestId: expect.any(String) },
  },
];

describe("the mutations that wait on a socket", () => {
  const wide = (count: number) => `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) {
    ... on UpdateProjectPayload { ${fields(count)} } } }`;
  const kinds = {
    "large texts": (n: number) => ({ query: wide(1), description: "é".repeat(60_000) + n }),
    "documents of many tokens": (n: number) => ({ query: `${wide(99)} # ${n}`, description: "" }),
    "ones that differ in a comment": (n: number) => ({
      query: `${wide(1)} # ${"x".repeat(300_000)}${n}`,
      description: "",
    }),
  };

  it.each(Object.entries(kinds))("hold 4 MiB at most: %s", async (_name, kind) => {
    const lock = await holdProject(database.url, projectId);
    const early: Answer[] = [];
    try {
      send("0", kind(0));
      await lock.waiting(1);
      for (const number of range(1, 50)) send(String(number), kind(number));
      // Operations begin in the order in which they come: its answer shows that all before it was decided.
      socket.send({ id: "after", type: "subscribe", payload: { query: "{ __typename }" } });
      while (early.at(-1)?.id !== "after") early.push(await nextAnswer());
    } finally {
      await lock.release();
    }
    const answers = early.slice(0, -1);
    while (answers.length < 51) answers.push(await nextAnswer());
    const refused = answers.filter(({ type }) => type !== "next");
    expect(refused.length).toBeGreaterThan(10);
    expect(refused.length).toBeLessThan(50);
    for (const answer of refused) expect(answer).toMatchObject({ type: "error", payload: refusal });
    // An accepted operation is answered, and makes room.
    send("again", kind(0));
    expect(await nextAnswer()).toMatchObject({ id: "again", type: "next" });
  });

  it("share a document, so that a hundred small ones of the same may wait", async () => {
    const lock = await holdProject(database.url, projectId);
    try {
      for (const number of range(1, 100)) send(String(number), { query: wide(99), description: "small" });
      await lock.waiting(1);
    } finally {
      await lock.release();
    }
    for (const number of range(1, 100)) {
      expect(await nextAnswer()).toMatchObject({ id: String(number), type: "next" });
    }
  });

  function send(id: string, { query, description }: { readonly query: string; readonly description: string }): void {
    const variables = { input: { projectId, description } };
    socket.send({ id, type: "subscribe", payload: { query, variables } });
  }

  /** The next message that does not only end an operation. */
  async function nextAnswer(): Promise<Answer> {
    for (;;) {
      const message = Object(await socket.next());
      if (message.type !== "complete") return message;
    }
  }
});

describe("the subscriptions of a socket", () => {
  const large = (number: number) => `subscription S${number}($projectId: ID!) {
    projectActivity(projectId: $projectId) { __typename ... on Activity { ${fields(99)} } } }`;

  it("keep 2 MiB of documents at most, and one that ends makes room", async () => {
    for (const number of range(1, 90)) subscribe(number, large(number));
    const outcomes = await Promise.all(range(1, 90).map(() => socket.next()));
    const refused = outcomes.filter((message) => Object(message).type === "error");
    expect(refused.length).toBeGreaterThan(10);
    expect(refused.length).toBeLessThan(90);
    for (const message of refused) expect(message).toMatchObject({ payload: refusal });
    socket.send({ id: "1", type: "complete" });
    // Ending takes the server a moment.
    let number = 100;
    do {
      number += 1;
      subscribe(number, large(number));
    } while (Object(await socket.next()).type === "error");
  });

  it("share a document, so that a hundred of the same are kept", async () => {
    for (const number of range(1, 100)) subscribe(number, large(1));
    for (const _ of range(1, 100)) expect(await socket.next()).toMatchObject({ type: "next" });
  });

  function subscribe(number: number, query: string): void {
    socket.send({ id: String(number), type: "subscribe", payload: { query, variables: { projectId } } });
  }
});

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { MutationQueue } from "../../src/server/websocket/mutation-queue.ts";
import { createProject } from "../support/board.ts";
import { BoardDocument } from "../support/generated/graphql.ts";
import { holdProject } from "../support/held-lock.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { isLongRun } from "../support/long-run.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy.ts";
import { range } from "../support/range.ts";
import { openConnection, type RawSocket } from "../support/raw-socket.ts";

/** Groups of three changes, each for one of three projects. */
const triples = isLongRun ? 300 : 90;

let database: TestDatabase;
let proxy: PostgresProxy;
let instance: Instance;
let ada: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startPostgresProxy(database.url);
  instance = await startInstance(proxy.url);
  ada = await instance.person("ada");
});
afterAll(async () => {
  await instance.close();
  await proxy.close();
  await database.close();
});

interface Sent {
  readonly id: string;
  readonly type: string;
  readonly payload?: {
    readonly data?: { readonly createTask?: { readonly seq: number } | null } | null;
    readonly errors?: readonly { readonly extensions: object }[];
  };
}

describe("mutations of one socket", () => {
  it(`are applied in the order in which they were sent: ${triples} triples, over three projects`, async () => {
    const projects = await Promise.all(range(1, 3).map(() => createProject(ada)));
    const socket = await openConnection(instance.url, ada.token);
    const byProject = new Map<string, number[]>();
    for (const triple of range(1, triples)) {
      const projectId = String(projects[triple % 3]);
      for (const part of range(1, 3)) create(socket, `${triple}.${part}`, projectId, `${part}`);
      const answers = await takeAnswers(socket, 3);
      expect(answers.map(({ id }) => id)).toEqual(range(1, 3).map((part) => `${triple}.${part}`));
      for (const { payload } of answers) {
        byProject.set(projectId, [...(byProject.get(projectId) ?? []), Number(payload?.data?.createTask?.seq)]);
      }
    }
    for (const seqs of byProject.values()) expect(seqs).toEqual(range(2, triples + 1));
    socket.terminate();
  });

  it("wait for one that waits, while queries are answered", async () => {
    const [held, other] = await Promise.all([createProject(ada), createProject(ada)]);
    const lock = await holdProject(database.url, held);
    onTestFinished(() => lock.release());
    const socket = await openConnection(instance.url, ada.token);
    create(socket, "1", held, "First");
    create(socket, "2", other, "Second");
    socket.send({ id: "3", type: "subscribe", payload: { query: "{ me { id } }" } });
    expect((await takeAnswers(socket, 1)).map(({ id }) => id)).toEqual(["3"]);
    await lock.waiting(1);
    expect(await titlesOf(other)).toEqual([]);
    await lock.release();
    expect((await takeAnswers(socket, 2)).map(({ id }) => id)).toEqual(["1", "2"]);
    socket.terminate();
  });

  it("waiting are dropped when the client completes them", async () => {
    const projectId = await createProject(ada);
    const lock = await holdProject(database.url, projectId);
    onTestFinished(() => lock.release());
    const socket = await openConnection(instance.url, ada.token);
    for (const id of ["1", "2", "3"]) create(socket, id, projectId, id);
    socket.send({ id: "2", type: "complete" });
    await lock.waiting(1);
    await lock.release();
    expect((await takeAnswers(socket, 2)).map(({ id }) => id)).toEqual(["1", "3"]);
    expect(await titlesOf(projectId)).toEqual(["1", "3"]);
    socket.terminate();
  });

  it("waiting are dropped when the socket closes", async () => {
    const [held, other] = await Promise.all([createProject(ada), createProject(ada)]);
    const lock = await holdProject(database.url, held);
    onTestFinished(() => lock.release());
    const socket = await openConnection(instance.url, ada.token);
    create(socket, "1", held, "First");
    for (const id of range(2, 50)) create(socket, String(id), other, "Never");
    await lock.waiting(1);
    socket.terminate();
    await socket.closed;
    await lock.release();
    await expect.poll(() => titlesOf(held)).toEqual(["First"]);
    // A later write of another socket comes after any write of the closed one.
    const next = await openConnection(instance.url, ada.token);
    create(next, "1", other, "After");
    await takeAnswers(next, 1);
    expect(await titlesOf(other)).toEqual(["After"]);
    next.terminate();
  });

  it("waiting behind one that ends UNAVAILABLE end so, untried, and later ones are tried", async () => {
    const [held, other] = await Promise.all([createProject(ada), createProject(ada)]);
    const lock = await holdProject(database.url, held);
    onTestFinished(() => lock.release());
    const socket = await openConnection(instance.url, ada.token);
    create(socket, "1", held, "First");
    for (const id of range(2, 20)) create(socket, String(id), other, "Untried");
    await lock.waiting(1);
    proxy.cut();
    const answers = await takeAnswers(socket, 20);
    expect(answers.map(({ id }) => Number(id))).toEqual(range(1, 20));
    for (const { payload } of answers) {
      expect(payload?.errors).toMatchObject([{ extensions: { code: "UNAVAILABLE", outcome: "NOTHING_DONE" } }]);
    }
    await lock.release();
    create(socket, "21", other, "Tried");
    expect(await takeAnswers(socket, 1)).toMatchObject([{ id: "21", payload: { data: { createTask: { seq: 2 } } } }]);
    expect(await titlesOf(other)).toEqual(["Tried"]);
    socket.terminate();
  });
});

describe("MutationQueue", () => {
  it("gives turns by arrival, passes over who has left, and gives up those who wait at that moment", async () => {
    const queue = new MutationQueue();
    const told: string[] = [];
    const enter = (id: string) => {
      void queue.enter(id).then((turn) => told.push(`${id} ${turn}`));
    };
    for (const id of ["a", "b", "c", "d"]) enter(id);
    await Promise.resolve();
    queue.leave("b");
    await expect.poll(() => told).toEqual(["a begin"]);
    queue.giveUpBehind("a");
    enter("e");
    await expect.poll(() => told).toEqual(["a begin", "c unavailable", "d unavailable"]);
    queue.leave("a");
    await expect.poll(() => told.at(-1)).toBe("e begin");
  });
});

const query = "mutation ($input: CreateTaskInput!) { createTask(input: $input) { seq } }";

function create(socket: RawSocket, id: string, projectId: string, title: string): void {
  socket.send({ id, type: "subscribe", payload: { query, variables: { input: { projectId, title } } } });
}

/** The next answers, in the order in which they come. */
async function takeAnswers(socket: RawSocket, count: number): Promise<Sent[]> {
  const answers: Sent[] = [];
  while (answers.length < count) {
    const message = (await socket.next()) as Sent;
    if (message.type !== "complete") answers.push(message);
  }
  return answers;
}

async function titlesOf(projectId: string): Promise<string[]> {
  const { project } = await ada.expect(BoardDocument, { projectId });
  return (project?.tasks.nodes ?? []).map(({ title }) => title);
}

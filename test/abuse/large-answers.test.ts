import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard } from "../support/board.ts";
import { execute } from "../support/execute.ts";
import { BoardDocument, TaskDetailDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type Answer, type Person, post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { startBystander } from "./bystander.ts";

const longest = 65_536;
const limit = 16 * 1024 * 1024;

let database: TestDatabase;
let instance: Instance;
let mallory: Person;
let board: Board;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  mallory = await instance.person("mallory");
  board = await createBoard(mallory);
  const task = await board.createTask();
  for (const _comment of range(1, 50)) await board.createComment(task.id, "c".repeat(longest));
  await administer(
    database.url,
    `INSERT INTO tasks (id, project_id, title, description, status, priority, position, created_by_id, created_at, updated_at)
     SELECT gen_random_uuid(), project_id, title, repeat('d', ${longest}), 'BACKLOG', priority, position || n, created_by_id,
       now(), now()
     FROM tasks, generate_series(1, 100) n`,
  );
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

type Send = (query: string) => Promise<Answer<unknown>>;
const transports: Readonly<Record<string, Send>> = {
  HTTP: (query) => post(instance.url, mallory.token, { query }),
  WebSocket: (query) => execute(mallory.socket, { query }),
};

const inProject = (fields: readonly string[]) => `{ project(id: "${board.projectId}") { ${fields.join(" ")} } }`;

/** Each reads other rows. */
const pages = () => range(1, 30).map((place) => `a${place}: tasks(first: ${100 - place}) { nodes { description } }`);
/** All of them read the same rows, which stand in the answer many times. */
const copies = (count: number) => range(1, count).map((n) => `a${n}: tasks(first: 14) { nodes { description } }`);

describe.each(Object.entries(transports))("over %s", (_transport, send) => {
  it.each([
    ["reads too much", pages],
    ["repeats too often what it reads once", () => copies(30)],
  ])("a query that %s is refused whole, and holds little meanwhile", async (_what, fields) => {
    const before = process.memoryUsage().rss;
    expect(await send(inProject(fields()))).toEqual({
      data: null,
      errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: "ANSWER_TOO_LARGE" }) })],
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  it("an answer below the limit is given", async () => {
    const { data, errors } = await send(inProject(copies(15)));
    expect(errors).toBeUndefined();
    const { length } = JSON.stringify(data);
    expect(length).toBeGreaterThan(0.8 * limit);
    expect(length).toBeLessThan(limit);
  });

  it("an answer to a mutation is never refused for its size", async () => {
    const edits = range(1, 98).map((place) => `t${place}: description`);
    const text = "漢".repeat(longest - 1);
    const { data, errors } = await send(
      `mutation { createTask(input: { projectId: "${board.projectId}", title: "Long", description: "${text}" }) {
        task { ${edits.join(" ")} } } }`,
    );
    expect(errors).toBeUndefined();
    expect(Buffer.byteLength(JSON.stringify(data))).toBeGreaterThan(limit);
  });
});

it("the contract's documents stay below a fifth of the limit, with the longest texts", async () => {
  const { projectId } = board;
  const [{ id: taskId }] = (await administer(
    database.url,
    `SELECT id FROM tasks WHERE comment_count > 0`,
  )) as unknown as [{ id: string }];
  const answers = [
    await mallory.request(BoardDocument, { projectId }),
    await mallory.request(TaskDetailDocument, { taskId }),
  ];
  for (const { data, errors } of answers) {
    expect(errors).toBeUndefined();
    const { length } = JSON.stringify(data);
    expect(length).toBeGreaterThan(50 * longest);
    expect(length).toBeLessThan(limit / 5);
  }
});

describe("clients that ask for much and read nothing", () => {
  it("hold two large answers a user; the others are told to try again, and nobody else notices", async () => {
    const bystander = await startBystander(instance.url, "answered");
    const before = process.memoryUsage().rss;
    const stalled = await Promise.all(range(1, 12).map(() => stall(1, copies(15))));
    const ask = async () => post(instance.url, mallory.token, { query: inProject(copies(15)) });
    const codesOf = ({ errors }: Answer<unknown>) => errors?.map(({ extensions }) => extensions?.["code"]);
    // One that comes before the stalled ones have their turns is answered.
    await expect.poll(async () => codesOf(await ask())).toEqual(["RATE_LIMITED"]);
    expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
    // While none of them is read, others go on.
    await bystander.untilWrites(3);
    // A small answer is not a large one.
    expect((await post(instance.url, mallory.token, { query: "{ me { id } }" })).errors).toBeUndefined();
    for (const socket of stalled) socket.destroy();
    await expect.poll(async () => codesOf(await ask())).toBeUndefined();
    await bystander.expectUnharmed();
  });

  it("are answered one request after the other on one connection", async () => {
    const before = process.memoryUsage().rss;
    // 15 answers of a megabyte and a half each are few on one connection, and many when none is read.
    const stalled = await Promise.all(range(1, 8).map(() => stall(15, copies(1))));
    await expect
      .poll(async () => (await post(instance.url, mallory.token, { query: "{ me { id } }" })).errors)
      .toBeUndefined();
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    const [first] = stalled;
    for (const socket of stalled.slice(1)) socket.destroy();
    const heard = await readAnswers(first as Socket, 15);
    expect(heard).toBe(15);
  });

  /** Sends the same request so many times on one connection, and reads nothing yet. */
  async function stall(times: number, fields: readonly string[]): Promise<Socket> {
    const { hostname, port } = new URL(instance.url);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.pause().on("error", () => undefined);
    const body = JSON.stringify({ query: inProject(fields) });
    const head = [
      "POST /graphql HTTP/1.1",
      "host: localhost",
      "content-type: application/json",
      `authorization: Bearer ${mallory.token}`,
      `content-length: ${Buffer.byteLength(body)}`,
    ];
    const request = `${head.join("\r\n")}\r\n\r\n${body}`;
    await new Promise<void>((resolve) => {
      socket.write(request.repeat(times), () => resolve());
    });
    return socket;
  }

  async function readAnswers(socket: Socket, count: number): Promise<number> {
    let heard = 0;
    for await (const data of socket) {
      heard += String(data).split("HTTP/1.1 200 OK").length - 1;
      if (heard === count) break;
    }
    return heard;
  }
});

import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { type Account, createAccount } from "../support/account.ts";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, required } from "../support/board.ts";
import { findTables } from "../support/find-tables.ts";
import {
  BoardDocument,
  CreateCommentDocument,
  CreateTaskDocument,
  DeleteProjectDocument,
  HistoryDocument,
  RemoveMemberDocument,
  TaskDetailDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { openPerson, type Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { signToken } from "../support/sign-token.ts";

const limit = { interval: 50 };

let database: TestDatabase;
let one: Instance;
let two: Instance;
beforeAll(async () => {
  database = await createTestDatabase();
  const start = () => startInstance(database.url, { REDIS_URL: inject("redisUrl") }, { profileInterval: 100 });
  [one, two] = await Promise.all([start(), start()]);
});
afterAll(async () => {
  await Promise.all([one.close(), two.close()]);
  await database.close();
});

/** All that a project's replay, from its beginning, tells a person. */
async function replay(person: Person, { projectId }: Board): Promise<string> {
  const stream = person.watch({ projectId, since: 0 });
  const messages = await stream.until(({ data }) => data?.projectActivity.__typename === "Ready");
  stream.stop();
  return JSON.stringify(messages);
}

/** All that a member is told of a project by queries. */
async function query(person: Person, { projectId }: Board, taskId: string): Promise<string> {
  const answers = [
    await person.expect(BoardDocument, { projectId }),
    await person.expect(HistoryDocument, { projectId }),
    await person.expect(TaskDetailDocument, { taskId }),
  ];
  return JSON.stringify(answers);
}

describe("a deleted account", () => {
  it("is forgotten in every table, history, replay and memory of all instances, and members are told", async () => {
    const ann = await createAccount(one.url, "Ann Unforgotten");
    const secrets = ["Ann Unforgotten", "Ann Renamed", ann.email];
    const [here, there] = await Promise.all([one.person("bea"), two.person("bea")]);
    const board = await createBoard(here, "Shared");
    await board.addMember(ann, "ADMIN");
    const former = await createBoard(here, "Former");
    await former.addMember(ann, "MEMBER");
    const own = await createBoard(ann, "Own");
    // Both instances keep the recent entries of both projects, and texts of them.
    const listeners = [here, there].flatMap((person) =>
      [board, former].map(({ projectId }) => person.watch({ projectId, since: 0 })),
    );
    await Promise.all(listeners.map((each) => each.until(({ data }) => data?.projectActivity.__typename === "Ready")));

    const written = await writeAs(ann, board);
    await writeAs(ann, former);
    await here.expect(UpdateTaskDocument, { input: { taskId: written.taskId, assigneeId: ann.id } });
    await ann.post("/update-user", { name: "Ann Renamed" });
    const [listener] = listeners;
    await required(listener).until(({ data }) => data?.projectActivity.__typename === "MemberUpdated");
    await ann.expect(RemoveMemberDocument, { input: { projectId: former.projectId, userId: ann.id } });
    await ann.expect(DeleteProjectDocument, { input: { projectId: own.projectId } });
    for (const secret of secrets) expect(await findTables(database.url, secret)).toContain("activities");
    for (const person of [here, there]) expect(await replay(person, former)).toContain("Ann Renamed");

    expect((await ann.remove()).status).toBe(200);
    const isErasure = (name: unknown) => name === "Deleted user";
    for (const each of listeners.filter((_each, index) => index % 2 === 0)) {
      const messages = await each.until(
        ({ data }) =>
          data?.projectActivity.__typename === "MemberUpdated" && isErasure(data.projectActivity.member.user.name),
      );
      expect(messages.at(-1)?.data?.projectActivity).toMatchObject({
        actor: { id: ann.id, name: "Deleted user", email: null },
        member: { role: "ADMIN", user: { id: ann.id, name: "Deleted user", email: null } },
        clientMutationId: null,
      });
    }
    await vi.waitFor(async () => {
      for (const secret of secrets) expect(await findTables(database.url, secret)).toEqual([]);
      for (const person of [here, there]) {
        for (const each of [board, former]) {
          const told = await replay(person, each);
          for (const secret of secrets) expect(told).not.toContain(secret);
          expect(told).toContain("What Ann wrote");
          expect(told).toContain("Deleted user");
          expect(told).not.toContain("an id of Ann's");
        }
        const told = await query(person, board, written.taskId);
        for (const secret of secrets) expect(told).not.toContain(secret);
        expect(told).toContain("What Ann wrote");
      }
    }, limit);
    for (const each of listeners) each.stop();
    expect(await findTables(database.url, `"user_agent":"node"`)).toEqual(["activities"]);
    const rows = await administer(
      database.url,
      `SELECT FROM activities WHERE actor_id = '${ann.id}'
         AND num_nonnulls(address, user_agent, client_mutation_id, request_hash) > 0`,
    );
    expect(rows).toEqual([]);
  });
});

async function writeAs(ann: Account, { projectId }: Board): Promise<{ readonly taskId: string }> {
  const { createTask } = await ann.expect(CreateTaskDocument, {
    input: { projectId, title: "What Ann wrote", clientMutationId: `an id of Ann's for ${projectId}` },
  });
  const taskId = required(createTask).task.id;
  await ann.expect(CreateCommentDocument, { input: { taskId, body: "What Ann wrote, too" } });
  return { taskId };
}

it("a name that a token changes is told in every project of the person, on every instance", async () => {
  const before = await openPerson(one.url, await signToken("carol", { name: "Carol" }));
  const dan = await two.person("dan");
  const boards = await Promise.all([createBoard(dan), createBoard(dan)]);
  const listeners = [];
  for (const board of boards) {
    await board.addMember(before, "MEMBER");
    listeners.push(dan.watch({ projectId: board.projectId }));
  }
  await Promise.all(listeners.map((each) => each.next()));
  await openPerson(one.url, await signToken("carol", { name: "Caroline" }));
  for (const each of listeners) {
    const [message] = (await each.until(({ data }) => data?.projectActivity.__typename === "MemberUpdated")).slice(-1);
    expect(message?.data?.projectActivity).toMatchObject({
      seq: 3,
      actor: { id: before.id, name: "Caroline" },
      member: { role: "MEMBER", user: { id: before.id, name: "Caroline" } },
    });
    each.stop();
  }
  await Promise.all([before.leave()]);
});

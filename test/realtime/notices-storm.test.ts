import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { type ExpectedNotice, expectNotices, type LoggedChange, type NoticeKey } from "../support/expect-notices.ts";
import {
  AddMemberDocument,
  ApplyChangesDocument,
  CreateCommentDocument,
  CreateTaskDocument,
  MarkNoticesReadDocument,
  RemoveMemberDocument,
  UpdateCommentDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { isLongRun } from "../support/long-run.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";

const writerCount = 50;
const rounds = isLongRun ? 60 : 5;

let database: TestDatabase;
let instances: Instance[];

beforeAll(async () => {
  database = await createTestDatabase();
  const variables = { REDIS_URL: inject("redisUrl"), MUTATIONS_PER_MINUTE: "0" };
  instances = await Promise.all([1, 2].map(() => startInstance(database.url, variables)));
});

afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.close()));
  await database.close();
});

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T;
const mention = ({ id, name }: Person) => `[@${name}](user:${id})`;
const mentions = (people: readonly Person[]) =>
  range(1, 1 + Math.floor(Math.random() * 3))
    .map(() => mention(pick(people)))
    .join(" ");

/**
 * Codes of refusals that may be: people come and go while others assign, add, remove and write. On a busy machine locks
 * and statements may take too long. The log tells what was done; a deadlock is counted by PostgreSQL.
 */
const refusals: readonly unknown[] = [
  ...[null, "BAD_USER_INPUT", "NOT_FOUND", "FORBIDDEN"],
  ...["RATE_LIMITED", "UNAVAILABLE"],
];

it("50 writers who mention, assign, add and remove each other: each is told once of what concerns it", async () => {
  const people = await Promise.all(
    range(1, writerCount).map((number) => pick(instances).person(`writer ${number} ${randomUUID()}`)),
  );
  const boards: Board[] = [];
  for (const owner of people.slice(0, 5)) boards.push(await createBoard(owner));
  await Promise.all(
    boards.map(async (board, place) => {
      const others = people.filter((person, index) => person !== board.owner && index % 5 >= place);
      for (const person of others) await board.addMember(person, "ADMIN");
    }),
  );
  const taskIds: string[] = [];
  for (const board of boards) for (const _ of range(1, 4)) taskIds.push((await board.createTask()).id);
  const projectOf = new Map(taskIds.map((id, index) => [id, boards[Math.floor(index / 4)]?.projectId ?? ""]));
  const commentIds: string[] = [];
  const streams = people.map((person) => person.watchInbox("inbox.0.0"));
  // Each is open before the storm: its first message is a notice, or ViewerReady.
  const first = await Promise.all(streams.map((stream) => stream.next()));
  const deadlocksBefore = await countDeadlocks();

  const acts: readonly ((person: Person) => Promise<unknown>)[] = [
    async (person) => {
      const input = { projectId: pick(boards).projectId, title: "New", description: mentions(people) };
      return codeOf(await person.request(CreateTaskDocument, { input: { ...input, assigneeId: pick(people).id } }));
    },
    async (person) => {
      const input = { taskId: pick(taskIds), assigneeId: pick(people).id };
      return codeOf(await person.request(UpdateTaskDocument, { input }));
    },
    async (person) => {
      const input = { taskId: pick(taskIds), description: mentions(people) };
      return codeOf(await person.request(UpdateTaskDocument, { input }));
    },
    async (person) => {
      const input = { taskId: pick(taskIds), body: `To ${mentions(people)}` };
      const answer = await person.request(CreateCommentDocument, { input });
      if (answer.data?.createComment) commentIds.push(answer.data.createComment.comment.id);
      return codeOf(answer);
    },
    async (person) => {
      const input = { commentId: pick(commentIds) ?? randomUUID(), body: `Again to ${mentions(people)}` };
      return codeOf(await person.request(UpdateCommentDocument, { input }));
    },
    async (person) => {
      const input = { projectId: pick(boards).projectId, userId: pick(people).id };
      const code = codeOf(await person.request(RemoveMemberDocument, { input }));
      if (code === null) await pick(people).request(AddMemberDocument, { input: { ...input, role: "ADMIN" } });
      return code;
    },
    async (person) => {
      const input = { projectId: pick(boards).projectId, userId: pick(people).id, role: "ADMIN" } as const;
      return codeOf(await person.request(AddMemberDocument, { input }));
    },
    async (person) => {
      const { projectId } = pick(boards);
      const own = taskIds.filter((id) => projectOf.get(id) === projectId);
      const changes = [
        { updateTask: { taskId: pick(own), assigneeId: pick(people).id } },
        { createComment: { taskId: pick(own), body: mentions(people) } },
        { createTask: { projectId, title: "Of a batch", assigneeId: pick(people).id } },
        { updateTask: { taskId: pick(own), description: mentions(people) } },
      ];
      const input = { projectId, changes, atomic: Math.random() < 0.3 };
      return codeOf(await person.request(ApplyChangesDocument, { input }));
    },
    async (person) => codeOf(await person.request(MarkNoticesReadDocument, { input: { upTo: 1 } })),
  ];
  const codes = await Promise.all(
    people.map(async (person) => {
      const met: unknown[] = [];
      for (const _ of range(1, rounds)) met.push(await pick(acts)(person));
      return met;
    }),
  );
  expect(codes.flat().filter((code) => !refusals.includes(code))).toEqual([]);
  expect(codes.flat().filter((code) => code === null).length).toBeGreaterThan(writerCount);
  expect(await countDeadlocks()).toBe(deadlocksBefore);

  const expected = new Map<string, ExpectedNotice[]>();
  for (const { projectId } of boards) {
    const log = await administer(
      database.url,
      `SELECT seq, type, snapshot FROM activities WHERE project_id = '${projectId}' ORDER BY seq`,
    );
    expected.set(projectId, expectNotices(log as unknown as LoggedChange[]));
  }
  expect([...expected.values()].flat().length).toBeGreaterThan(writerCount);
  for (const [index, person] of people.entries()) {
    const stored = await administer(
      database.url,
      `SELECT seq, type, actor_id AS actor, body FROM notices WHERE person_id = '${person.id}' ORDER BY seq`,
    );
    expect(stored.map(({ seq }) => seq)).toEqual(range(1, stored.length));
    const told = stored.filter(({ type }) => type !== "NoticesRead");
    // Two projects' notices may meet in any order; those of one project come in its own.
    for (const { projectId } of boards) {
      const ofProject = told.filter((row) => (row["body"] as NoticeBody).project.id === projectId).map(toKey);
      const wanted = expected.get(projectId)?.filter(({ to }) => to === person.id);
      expect(ofProject).toEqual(wanted?.map(({ key }) => key));
    }
    const stream = streams[index];
    const heard: number[] = [];
    for (let message = first[index]; ; message = await stream?.next()) {
      const event = message?.data?.viewerActivity;
      if (event && "at" in event) heard.push(event.seq);
      if (heard.length >= stored.length) break;
    }
    expect(heard).toEqual(range(1, stored.length));
    stream?.stop();
  }
});

async function countDeadlocks(): Promise<number> {
  const [row] = await administer(
    database.url,
    "SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()",
  );
  return Number(row?.["deadlocks"]);
}

interface NoticeBody {
  readonly project: { readonly id: string };
  readonly taskId?: string;
  readonly commentId?: string | null;
}

function toKey(row: Readonly<Record<string, unknown>>): NoticeKey {
  const { taskId = null, commentId = null } = row["body"] as NoticeBody;
  return { type: String(row["type"]), actor: String(row["actor"]), taskId, commentId };
}

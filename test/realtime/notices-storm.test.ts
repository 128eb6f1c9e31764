import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
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

  const expected = await expectNotices(boards.map(({ projectId }) => projectId));
  expect(expected.length).toBeGreaterThan(writerCount);
  for (const [index, person] of people.entries()) {
    const stored = await administer(
      database.url,
      `SELECT seq, type, actor_id AS actor, body FROM notices WHERE person_id = '${person.id}' ORDER BY seq`,
    );
    expect(stored.map(({ seq }) => seq)).toEqual(range(1, stored.length));
    const told = stored.filter(({ type }) => type !== "NoticesRead").map(toKey);
    // Two projects' notices may meet in any order; those of one project come in its own.
    for (const { projectId } of boards) {
      const of = (keys: readonly Key[]) => keys.filter((key) => key.projectId === projectId);
      expect(of(told)).toEqual(of(expected.filter(({ to }) => to === person.id).map(({ key }) => key)));
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

interface Key {
  readonly projectId: string;
  readonly type: string;
  readonly actor: string;
  readonly taskId: string | null;
  readonly commentId: string | null;
}

function toKey(row: Readonly<Record<string, unknown>>): Key {
  const body = row["body"] as { project: { id: string }; taskId?: string; commentId?: string | null };
  return {
    projectId: body.project.id,
    type: String(row["type"]),
    actor: String(row["actor"]),
    taskId: body.taskId ?? null,
    commentId: body.commentId ?? null,
  };
}

interface Told {
  readonly to: string;
  readonly key: Key;
}

interface Snapshot {
  readonly actor: { readonly id: string };
  readonly user?: { readonly id: string };
  readonly member?: { readonly user: { readonly id: string } };
  readonly taskChanges?: readonly string[];
  readonly task?: {
    readonly id: string;
    readonly description: string | null;
    readonly assignee: { readonly id: string } | null;
    readonly createdBy: { readonly id: string };
  };
  readonly comment?: { readonly id: string; readonly taskId: string; readonly body: string };
}

/** All notices that the logs of the projects give rise to by the rules, read by other means than the server's. */
async function expectNotices(projectIds: readonly string[]): Promise<Told[]> {
  const told: Told[] = [];
  for (const projectId of projectIds) {
    const rows = await administer(
      database.url,
      `SELECT type, snapshot FROM activities WHERE project_id = '${projectId}' ORDER BY seq`,
    );
    const members = new Set<string>();
    const tasks = new Map<string, NonNullable<Snapshot["task"]>>();
    const bodies = new Map<string, string>();
    const authors = new Map<string, Set<string>>();
    for (const { type, snapshot } of rows) {
      const { actor, user, member, task, comment, taskChanges } = snapshot as Snapshot;
      const found = new Map<string, Pick<Key, "type" | "taskId" | "commentId">>();
      const add = (to: string | undefined, key: Pick<Key, "type" | "taskId" | "commentId">) => {
        if (to !== undefined && to !== actor.id && members.has(to) && !found.has(to)) found.set(to, key);
      };
      if (type === "ProjectCreated") members.add(actor.id);
      if (type === "MemberAdded") {
        members.add(String(member?.user.id));
        add(member?.user.id, { type: "AddedToProject", taskId: null, commentId: null });
      }
      if (type === "MemberRemoved") {
        add(user?.id, { type: "RemovedFromProject", taskId: null, commentId: null });
        members.delete(String(user?.id));
      }
      if (task && (type === "TaskCreated" || type === "TaskUpdated")) {
        const before = mentionedIn(tasks.get(task.id)?.description);
        for (const id of mentionedIn(task.description)) {
          if (!before.includes(id)) add(id, { type: "Mentioned", taskId: task.id, commentId: null });
        }
        const isAssigned = type === "TaskCreated" || taskChanges?.includes("ASSIGNEE");
        if (isAssigned) add(task.assignee?.id, { type: "TaskAssigned", taskId: task.id, commentId: null });
        tasks.set(task.id, task);
      }
      if (comment) {
        const { id: commentId, taskId, body } = comment;
        const before = mentionedIn(bodies.get(commentId));
        for (const id of mentionedIn(body)) {
          if (!before.includes(id)) add(id, { type: "Mentioned", taskId, commentId });
        }
        if (type === "CommentCreated") {
          const known = tasks.get(taskId);
          const wrote = authors.get(taskId) ?? new Set<string>();
          for (const id of [known?.createdBy.id, known?.assignee?.id, ...wrote]) {
            add(id, { type: "CommentedOnTask", taskId, commentId });
          }
          authors.set(taskId, wrote.add(actor.id));
        }
        bodies.set(commentId, body);
      }
      for (const [to, key] of found) told.push({ to, key: { ...key, projectId, actor: actor.id } });
    }
  }
  return told;
}

function mentionedIn(text: string | null | undefined): string[] {
  return [...(text ?? "").matchAll(/\(user:([0-9a-f-]{36})\)/g)].map(([, id = ""]) => id);
}

import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { type ActivityEvent, createBoard, given } from "../support/board.ts";
import {
  AddMemberDocument,
  BoardDocument,
  type BoardQuery,
  CreateCommentDocument,
  CreateTaskDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  RemoveMemberDocument,
  UpdateProjectDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { transports } from "../support/transports.ts";

type Snapshot = NonNullable<BoardQuery["project"]>;

let database: TestDatabase;
let instance: Instance;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { REDIS_URL: inject("redisUrl") });
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

it.each(Object.entries(transports))(
  "Project.seq is not newer than anything beside it, over %s",
  async (_name, over) => {
    const [ada, grace, guest] = await Promise.all(["ada", "grace", "guest"].map((name) => instance.person(name)));
    const board = await createBoard(given(ada));
    await board.addMember(given(grace), "MEMBER");

    const snapshots: Snapshot[] = [];
    const isEnough = () => new Set(snapshots.map(({ seq }) => seq)).size >= 30;
    await Promise.all([
      writeTasks(given(ada), board.projectId, isEnough),
      writeTasks(given(grace), board.projectId, isEnough),
      writeProject(given(ada), given(guest), board.projectId, isEnough),
      readSnapshots(over(given(ada)), board.projectId, snapshots, isEnough),
      readSnapshots(over(given(grace)), board.projectId, snapshots, isEnough),
    ]);

    const log = await board.changesAfter(0);
    const { project: end } = await board.owner.expect(BoardDocument, { projectId: board.projectId, first: 100 });
    expect(given(end).tasks.pageInfo.hasNextPage).toBe(false);
    for (const snapshot of snapshots) {
      expect(findStale(snapshot, log)).toEqual([]);
      const later = log.filter(({ seq }) => seq > snapshot.seq);
      expect(later.reduce(applyChange, toState(snapshot))).toEqual(toState(given(end)));
    }
  },
);

/** Keeps a handful of tasks in motion. */
async function writeTasks(person: Person, projectId: string, isEnough: () => boolean): Promise<void> {
  for (let round = 0; !isEnough(); round += 1) {
    const { createTask } = await person.expect(CreateTaskDocument, { input: { projectId, title: `Task ${round}` } });
    const taskId = given(createTask).task.id;
    await person.expect(UpdateTaskDocument, { input: { taskId, title: `Task ${round}, renamed` } });
    await person.expect(CreateCommentDocument, { input: { taskId, body: "A comment" } });
    await person.expect(MoveTaskDocument, { input: { taskId, status: "DONE" } });
    if (round % 4 > 0) await person.expect(DeleteTaskDocument, { input: { taskId } });
  }
}

/** Renames the project and lets a guest in and out. */
async function writeProject(owner: Person, guest: Person, projectId: string, isEnough: () => boolean): Promise<void> {
  for (let round = 0; !isEnough(); round += 1) {
    await owner.expect(UpdateProjectDocument, { input: { projectId, name: `Project ${round}` } });
    await owner.expect(AddMemberDocument, { input: { projectId, userId: guest.id, role: "VIEWER" } });
    await owner.expect(RemoveMemberDocument, { input: { projectId, userId: guest.id } });
  }
}

async function readSnapshots(
  person: Person,
  projectId: string,
  snapshots: Snapshot[],
  isEnough: () => boolean,
): Promise<void> {
  while (!isEnough()) {
    const { project } = await person.expect(BoardDocument, { projectId, first: 100 });
    snapshots.push(given(project));
  }
}

/** State that a client has of a project: the project's name, each task and each member, by a key of their own. */
type State = ReadonlyMap<string, unknown>;

function toState({ name, tasks, members }: Snapshot): State {
  return new Map<string, unknown>([
    ["name", name],
    ...tasks.nodes.map((task) => [`task ${task.id}`, task] as const),
    ...members.nodes.map(({ user }) => [`member ${user.id}`, true] as const),
  ]);
}

/** As a client takes in an event: of a task, a state that it has already or that is newer stays. */
function applyChange(state: State, event: ActivityEvent): State {
  const next = new Map(state);
  if ("project" in event) next.set("name", event.project.name);
  if (event.__typename === "ProjectCreated") next.set(`member ${event.actor.id}`, true);
  if (event.__typename === "MemberAdded") next.set(`member ${event.member.user.id}`, true);
  if (event.__typename === "MemberRemoved") next.delete(`member ${event.user.id}`);
  if (event.__typename === "TaskDeleted") next.delete(`task ${event.taskId}`);
  if ("task" in event) {
    const key = `task ${event.task.id}`;
    const known = next.get(key) as { readonly version: number } | undefined;
    if (!known || known.version < event.task.version) next.set(key, { ...known, ...event.task });
  }
  return next;
}

/** The keys under which the snapshot shows what was so neither at its number nor at any later one. */
function findStale({ seq, ...snapshot }: Snapshot, log: readonly ActivityEvent[]): string[] {
  const states = [log.filter((event) => event.seq <= seq).reduce(applyChange, new Map())];
  for (const event of log.filter((event) => event.seq > seq)) states.push(applyChange(given(states.at(-1)), event));
  const shown = toState({ seq, ...snapshot });
  const keys = new Set([...shown.keys(), ...states.flatMap((state) => [...state.keys()])]);
  return [...keys].filter((key) => !states.some((state) => isDeepStrictEqual(state.get(key), shown.get(key))));
}

import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Board, createBoard, given } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import {
  AddMemberDocument,
  type AddMemberInput,
  ApplyChangesDocument,
  CreateCommentDocument,
  CreateLabelDocument,
  CreateTaskDocument,
  DeleteCommentDocument,
  DeleteLabelDocument,
  DeleteProjectDocument,
  DeleteTaskDocument,
  MoveTaskDocument,
  type ProjectRole,
  RemoveMemberDocument,
  RestoreCommentDocument,
  RestoreTaskDocument,
  UpdateCommentDocument,
  UpdateLabelDocument,
  UpdateMemberRoleDocument,
  UpdateProjectDocument,
  UpdateTaskDocument,
  UpdateTaskStatusDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { MutationName } from "../support/mutation-name.ts";
import { type Answer, createPerson, type Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let instance: Instance;
let owner: Person;
let actor: Person;
let other: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { REDIS_URL: inject("redisUrl") });
  [owner, actor, other] = await Promise.all([
    instance.person("owner"),
    instance.person("actor"),
    instance.person("other"),
  ]);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

/** Where somebody acts who was a MEMBER once, wrote a comment, and has got another role or none since. */
interface Scene {
  readonly projectId: string;
  readonly taskId: string;
  readonly ownCommentId: string;
  readonly commentId: string;
  readonly labelId: string;
  /** Deleted by the owner, the comment although the person wrote it. */
  readonly deletedTaskId: string;
  readonly deletedCommentId: string;
  readonly ownDeletedTaskId: string;
  readonly ownDeletedCommentId: string;
}

interface Prepared {
  readonly board: Board;
  readonly scene: Scene;
}

type Attempt = (scene: Scene) => Promise<Answer<unknown>>;

const attempts = {
  updateProject: ({ projectId }) => actor.request(UpdateProjectDocument, { input: { projectId, name: "Another" } }),
  deleteProject: ({ projectId }) => actor.request(DeleteProjectDocument, { input: { projectId } }),
  addMember: ({ projectId }) => {
    const input = { projectId, email: "newcomer@example.com", role: "VIEWER" } as const;
    return actor.request(AddMemberDocument, { input });
  },
  updateMemberRole: ({ projectId }) => {
    const input = { projectId, userId: other.id, role: "MEMBER" } as const;
    return actor.request(UpdateMemberRoleDocument, { input });
  },
  removeMember: ({ projectId }) => actor.request(RemoveMemberDocument, { input: { projectId, userId: other.id } }),
  "removeMember, oneself": ({ projectId }) => {
    return actor.request(RemoveMemberDocument, { input: { projectId, userId: actor.id } });
  },
  createTask: ({ projectId }) => actor.request(CreateTaskDocument, { input: { projectId, title: "Another" } }),
  updateTask: ({ taskId }) => actor.request(UpdateTaskDocument, { input: { taskId, title: "Another" } }),
  updateTaskStatus: ({ taskId }) => actor.request(UpdateTaskStatusDocument, { input: { taskId, status: "DONE" } }),
  moveTask: ({ taskId }) => actor.request(MoveTaskDocument, { input: { taskId, status: "IN_PROGRESS" } }),
  deleteTask: ({ taskId }) => actor.request(DeleteTaskDocument, { input: { taskId } }),
  restoreTask: ({ ownDeletedTaskId: taskId }) => actor.request(RestoreTaskDocument, { input: { taskId } }),
  "restoreTask, another's": ({ deletedTaskId: taskId }) => actor.request(RestoreTaskDocument, { input: { taskId } }),
  restoreComment: ({ ownDeletedCommentId: commentId }) => {
    return actor.request(RestoreCommentDocument, { input: { commentId } });
  },
  "restoreComment, one's own that another deleted": ({ deletedCommentId: commentId }) => {
    return actor.request(RestoreCommentDocument, { input: { commentId } });
  },
  createComment: ({ taskId }) => actor.request(CreateCommentDocument, { input: { taskId, body: "Another" } }),
  updateComment: ({ ownCommentId: commentId }) => {
    return actor.request(UpdateCommentDocument, { input: { commentId, body: "Another" } });
  },
  "updateComment, another's": ({ commentId }) => {
    return actor.request(UpdateCommentDocument, { input: { commentId, body: "Another" } });
  },
  deleteComment: ({ ownCommentId: commentId }) => {
    return actor.request(DeleteCommentDocument, { input: { commentId } });
  },
  "deleteComment, another's": ({ commentId }) => actor.request(DeleteCommentDocument, { input: { commentId } }),
  createLabel: ({ projectId }) => {
    return actor.request(CreateLabelDocument, { input: { projectId, name: "Another", color: "PINK" } });
  },
  updateLabel: ({ labelId }) => actor.request(UpdateLabelDocument, { input: { labelId, name: "Renamed" } }),
  deleteLabel: ({ labelId }) => actor.request(DeleteLabelDocument, { input: { labelId } }),
  applyChanges: ({ projectId, taskId }) => {
    const changes = [{ updateTask: { taskId, title: "Another in a batch" } }];
    return actor.request(ApplyChangesDocument, { input: { projectId, changes } });
  },
} satisfies Readonly<Record<Exclude<MutationName, "createProject">, Attempt>> & Record<string, Attempt>;

const [yes, no, gone] = ["done", "FORBIDDEN", "NOT_FOUND"] as const;
type Outcome = typeof yes | typeof no | typeof gone;

const standings = ["nobody", "VIEWER", "MEMBER", "ADMIN", "OWNER"] as const;

/** Result of each attempt, in the order of `standings`. */
const table: Readonly<Record<keyof typeof attempts, readonly Outcome[]>> = {
  updateProject: [gone, no, no, yes, yes],
  deleteProject: [gone, no, no, no, yes],
  addMember: [gone, no, no, yes, yes],
  updateMemberRole: [gone, no, no, yes, yes],
  removeMember: [gone, no, no, yes, yes],
  "removeMember, oneself": [gone, yes, yes, yes, yes],
  createTask: [gone, no, yes, yes, yes],
  updateTask: [gone, no, yes, yes, yes],
  updateTaskStatus: [gone, no, yes, yes, yes],
  moveTask: [gone, no, yes, yes, yes],
  deleteTask: [gone, no, yes, yes, yes],
  restoreTask: [gone, no, yes, yes, yes],
  "restoreTask, another's": [gone, no, no, yes, yes],
  restoreComment: [gone, no, yes, yes, yes],
  "restoreComment, one's own that another deleted": [gone, no, no, yes, yes],
  createComment: [gone, no, yes, yes, yes],
  updateComment: [gone, no, yes, yes, yes],
  "updateComment, another's": [gone, no, no, no, no],
  deleteComment: [gone, no, yes, yes, yes],
  "deleteComment, another's": [gone, no, no, yes, yes],
  createLabel: [gone, no, yes, yes, yes],
  updateLabel: [gone, no, yes, yes, yes],
  deleteLabel: [gone, no, yes, yes, yes],
  applyChanges: [gone, no, yes, yes, yes],
};

/** Take away what another attempt needs. Each has a scene of its own where it is done. */
const spending: ReadonlySet<string> = new Set<keyof typeof attempts>([
  "deleteProject",
  "updateMemberRole",
  "removeMember",
  "removeMember, oneself",
  "deleteTask",
  "deleteComment",
  "deleteComment, another's",
  "deleteLabel",
]);

describe.each(standings.map((standing, column) => ({ standing, column })))("as $standing", ({ standing, column }) => {
  const cases = Object.entries(table).map(([attempt, outcomes]) => ({ attempt, outcome: outcomes[column] }));
  let shared: Prepared;

  beforeAll(async () => {
    await instance.person("newcomer");
    shared = await prepare(standing);
  });

  it.each(cases)("$attempt is $outcome", async ({ attempt, outcome }) => {
    const { board, scene } = outcome === yes && spending.has(attempt) ? await prepare(standing) : shared;
    const before = await board.seq();
    const answer = await attempts[attempt as keyof typeof attempts](scene);
    expect(outcomeOf(answer)).toBe(outcome);
    if (outcome !== yes) expect(await board.seq()).toBe(before);
    else if (attempt !== "deleteProject") expect(await board.seq()).toBe(before + 1);
  });
});

function outcomeOf(answer: Answer<unknown>): unknown {
  return codeOf(answer) ?? yes;
}

async function prepare(standing: (typeof standings)[number]): Promise<Prepared> {
  const board = await createBoard(owner);
  const { projectId } = board;
  await board.addMember(actor, "MEMBER");
  await board.addMember(other, "VIEWER");
  const { id: taskId } = await board.createTask();
  const { id: commentId } = await board.createComment(taskId);
  const { id: labelId } = await board.createLabel();
  const write = async () => {
    const { createComment } = await actor.expect(CreateCommentDocument, { input: { taskId, body: "My own" } });
    return given(createComment).comment.id;
  };
  const ownCommentId = await write();
  const deletedCommentId = await write();
  await board.deleteComment(deletedCommentId);
  const ownDeletedCommentId = await write();
  await actor.expect(DeleteCommentDocument, { input: { commentId: ownDeletedCommentId } });
  const { id: deletedTaskId } = await board.createTask();
  await board.deleteTask(deletedTaskId);
  const { id: ownDeletedTaskId } = await board.createTask();
  await actor.expect(DeleteTaskDocument, { input: { taskId: ownDeletedTaskId } });
  const deleted = { deletedTaskId, deletedCommentId, ownDeletedTaskId, ownDeletedCommentId };
  if (standing === "nobody") await owner.expect(RemoveMemberDocument, { input: { projectId, userId: actor.id } });
  else await setRole(owner, board, actor, standing);
  return { board, scene: { projectId, taskId, commentId, labelId, ownCommentId, ...deleted } };
}

function setRole(by: Person, { projectId }: Board, { id: userId }: Person, role: ProjectRole) {
  return by.request(UpdateMemberRoleDocument, { input: { projectId, userId, role } });
}

function remove(by: Person, { projectId }: Board, { id: userId }: Person) {
  return by.request(RemoveMemberDocument, { input: { projectId, userId } });
}

describe("ranks", () => {
  it.each([
    { by: "ADMIN", rank: "OWNER", outcome: no },
    { by: "ADMIN", rank: "ADMIN", outcome: yes },
    { by: "OWNER", rank: "OWNER", outcome: yes },
  ] as const)("$by gives, changes and takes $rank: $outcome", async ({ by, rank, outcome }) => {
    const board = await createBoard(owner);
    await board.addMember(actor, by);
    const add = { projectId: board.projectId, userId: other.id, role: rank };
    expect(outcomeOf(await actor.request(AddMemberDocument, { input: add }))).toBe(outcome);
    if (outcome !== yes) await board.addMember(other, "MEMBER");
    else await setRole(owner, board, other, "MEMBER");

    expect(outcomeOf(await setRole(actor, board, other, rank))).toBe(outcome);
    await setRole(owner, board, other, rank);
    expect(outcomeOf(await setRole(actor, board, other, "VIEWER"))).toBe(outcome);
    await setRole(owner, board, other, rank);
    expect(outcomeOf(await remove(actor, board, other))).toBe(outcome);
  });

  it("keep an administrator from becoming an owner by its own hand", async () => {
    const board = await createBoard(owner);
    await board.addMember(actor, "ADMIN");
    expect(outcomeOf(await setRole(actor, board, actor, "OWNER"))).toBe(no);
    expect(outcomeOf(await setRole(actor, board, actor, "VIEWER"))).toBe(yes);
    expect(outcomeOf(await setRole(actor, board, actor, "ADMIN"))).toBe(no);
  });
});

describe("the last owner", () => {
  it("neither leaves nor steps down", async () => {
    const board = await createBoard(owner);
    await board.addMember(actor, "ADMIN");
    const before = await board.seq();
    expect(outcomeOf(await remove(owner, board, owner))).toBe(no);
    expect(outcomeOf(await setRole(owner, board, owner, "ADMIN"))).toBe(no);
    expect(outcomeOf(await setRole(owner, board, owner, "OWNER"))).toBe(yes);
    expect(await board.seq()).toBe(before);
  });

  it("is whoever of two remains", async () => {
    const board = await createBoard(owner);
    await board.addMember(actor, "OWNER");
    expect(outcomeOf(await setRole(actor, board, owner, "MEMBER"))).toBe(yes);
    expect(outcomeOf(await remove(actor, board, actor))).toBe(no);
    expect(outcomeOf(await setRole(owner, board, actor, "MEMBER"))).toBe(no);
    expect(outcomeOf(await setRole(actor, board, owner, "OWNER"))).toBe(yes);
    expect(outcomeOf(await remove(actor, board, actor))).toBe(yes);
    expect(outcomeOf(await remove(owner, board, owner))).toBe(no);
  });

  it("is left by two who demote each other at once", async () => {
    const board = await createBoard(owner);
    await board.addMember(actor, "OWNER");
    const before = await board.seq();
    const answers = await Promise.all([setRole(owner, board, actor, "MEMBER"), setRole(actor, board, owner, "MEMBER")]);
    expect(answers.map(outcomeOf).toSorted()).toEqual([no, yes]);
    expect(await board.seq()).toBe(before + 1);
  });
});

describe("a new member", () => {
  it("is found by id, and by e-mail in whatever case", async () => {
    const board = await createBoard(owner);
    const byId = { projectId: board.projectId, userId: actor.id.toUpperCase(), role: "MEMBER" } as const;
    const { addMember } = await owner.expect(AddMemberDocument, { input: byId });
    expect(given(addMember).member).toMatchObject({ role: "MEMBER", user: { id: actor.id } });
    const byEmail = { projectId: board.projectId, email: other.email.toUpperCase(), role: "VIEWER" } as const;
    const { addMember: another } = await owner.expect(AddMemberDocument, { input: byEmail });
    expect(given(another).member).toMatchObject({ role: "VIEWER", user: { id: other.id } });
  });

  const unknownId = "01a20660-0000-7000-8000-000000000000";
  const refused: Record<string, () => Pick<AddMemberInput, "userId" | "email">> = {
    "an unknown id": () => ({ userId: unknownId }),
    "a malformed id": () => ({ userId: "actor" }),
    "an unknown e-mail": () => ({ email: "nobody@example.com" }),
    "an e-mail of several accounts": () => ({ email: "twin@example.com" }),
    "both id and e-mail": () => ({ userId: actor.id, email: actor.email }),
    "neither id nor e-mail": () => ({}),
    "the id of a member": () => ({ userId: owner.id }),
    "the e-mail of a member": () => ({ email: owner.email }),
  };

  it.each(Object.entries(refused))("is not found by %s", async (_by, identify) => {
    for (const name of ["Twin", "twin"]) await (await createPerson(instance.url, name)).leave();
    const board = await createBoard(owner);
    const input = { projectId: board.projectId, role: "MEMBER", ...identify() } as const;
    const answer = await owner.request(AddMemberDocument, { input });
    expect(codeOf(answer)).toBe("BAD_USER_INPUT");
    expect(answer.errors?.[0]?.extensions?.["issues"]).toHaveLength(1);
    expect(await board.seq()).toBe(1);
  });
});

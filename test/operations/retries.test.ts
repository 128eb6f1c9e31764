import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { document } from "../support/document.ts";
import {
  AddMemberDocument,
  BoardDocument,
  CreateCommentDocument,
  type CreateCommentInput,
  CreateProjectDocument,
  CreateTaskDocument,
  type CreateTaskInput,
  DeleteProjectDocument,
  DeleteTaskDocument,
  ProjectsDocument,
  RemoveMemberDocument,
  UpdateCommentDocument,
  UpdateProjectDocument,
  type UpdateProjectInput,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { holdLog, holdProject } from "../support/held-lock.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Answer, Person } from "../support/person.ts";
import { everyMutation } from "./every-mutation.ts";

let pair: Pair;
/** The same person, at home on both instances. */
let ada: Person;
let adaElsewhere: Person;
let grace: Person;
let board: Board;
let projectId: string;
let ids = 0;

beforeAll(async () => {
  pair = await startPair();
  ada = await pair.one.person("ada");
  adaElsewhere = await pair.two.person("ada");
  grace = await pair.two.person("grace");
});

beforeEach(async () => {
  board = await createBoard(ada);
  projectId = board.projectId;
});

afterAll(() => pair.close());

function newMutationId(): string {
  ids += 1;
  return `mutation-${ids}`;
}

describe("A retry of the same change", () => {
  it.each(Object.entries(everyMutation))(
    "by %s is answered as the first, on another instance, and changes nothing",
    async (name, prepare) => {
      const send = await prepare(board, grace);
      const clientMutationId = newMutationId();
      const first = await send(ada, clientMutationId);
      const { totalCount } = (await ada.expect(ProjectsDocument, {})).projects;
      const stands = name === "deleteProject" ? null : await board.seq();

      expect(await send(adaElsewhere, clientMutationId)).toEqual(first);
      expect((await ada.expect(ProjectsDocument, {})).projects.totalCount).toBe(totalCount);
      if (stands !== null) expect(await board.seq()).toBe(stands);
    },
  );

  it("is answered with the state right after the change, whatever came later", async () => {
    const { id: taskId } = await board.createTask();
    const variables = { input: { taskId, title: "Mine", expectedVersion: 0, clientMutationId: newMutationId() } };
    const first = await ada.expect(UpdateTaskDocument, variables);
    await ada.expect(UpdateTaskDocument, { input: { taskId, title: "Later" } });

    expect(await adaElsewhere.expect(UpdateTaskDocument, variables)).toEqual(first);
    expect(await board.changesAfter(2)).toMatchObject([
      { seq: 3, clientMutationId: variables.input.clientMutationId, task: { title: "Mine" } },
      { seq: 4, clientMutationId: null, task: { title: "Later" } },
    ]);
  });

  it("after a project's creation gives no later number", async () => {
    const variables = { input: { name: "Twice", clientMutationId: newMutationId() } };
    const first = await ada.expect(CreateProjectDocument, variables);
    await ada.expect(UpdateProjectDocument, {
      input: { projectId: given(first.createProject).project.id, name: "New" },
    });

    expect(await adaElsewhere.expect(CreateProjectDocument, variables)).toEqual(first);
  });

  it("is answered when its task and comment are gone", async () => {
    const task = await board.createTask();
    const taskUpdate = { input: { taskId: task.id, title: "Mine", clientMutationId: newMutationId() } };
    const update = await ada.expect(UpdateTaskDocument, taskUpdate);
    const comment = await board.createComment(task.id);
    const commentUpdate = { input: { commentId: comment.id, body: "Mine", clientMutationId: newMutationId() } };
    const edit = await ada.expect(UpdateCommentDocument, commentUpdate);
    await ada.expect(DeleteTaskDocument, { input: { taskId: task.id } });

    expect(await adaElsewhere.expect(UpdateTaskDocument, taskUpdate)).toEqual(update);
    expect(await adaElsewhere.expect(UpdateCommentDocument, commentUpdate)).toEqual(edit);
    const unremembered = { input: { ...taskUpdate.input, clientMutationId: newMutationId() } };
    expect(codeOf(await adaElsewhere.request(UpdateTaskDocument, unremembered))).toBe("NOT_FOUND");
  });

  it("is answered when its project is gone", async () => {
    const { id: taskId } = await board.createTask();
    const variables = { input: { taskId, title: "Mine", clientMutationId: newMutationId() } };
    const first = await ada.expect(UpdateTaskDocument, variables);
    await ada.expect(DeleteProjectDocument, { input: { projectId } });

    expect(await adaElsewhere.expect(UpdateTaskDocument, variables)).toEqual(first);
  });

  it("is answered to whoever is no member any more, and alike to whoever is one again", async () => {
    await board.addMember(grace, "MEMBER");
    const { id: taskId } = await board.createTask();
    const variables = { input: { taskId, title: "Mine", clientMutationId: newMutationId() } };
    const first = await grace.expect(UpdateTaskDocument, variables);

    await ada.expect(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
    expect(await grace.expect(UpdateTaskDocument, variables)).toEqual(first);
    await board.addMember(grace, "VIEWER");
    expect(await grace.expect(UpdateTaskDocument, variables)).toEqual(first);
  });

  it("after a project's creation is answered to a person who left it", async () => {
    const variables = { input: { name: "Handed over", clientMutationId: newMutationId() } };
    const first = await grace.expect(CreateProjectDocument, variables);
    const handedOver = given(first.createProject).project.id;
    await grace.expect(AddMemberDocument, { input: { projectId: handedOver, userId: ada.id, role: "OWNER" } });
    await grace.expect(RemoveMemberDocument, { input: { projectId: handedOver, userId: grace.id } });

    expect(await grace.expect(CreateProjectDocument, variables)).toEqual(first);
  });

  it.each(Object.entries(everyMutation).filter(([name]) => name !== "createProject"))(
    "by %s is answered as the first after its sender was removed, and nothing newer is",
    async (name, prepare) => {
      const own = await createBoard(grace);
      await own.addMember(ada, "OWNER");
      const send = await prepare(own, await pair.two.person(`other of ${name}`));
      const clientMutationId = newMutationId();
      const first = await send(grace, clientMutationId);
      if (name !== "deleteProject") {
        await ada.expect(RemoveMemberDocument, { input: { projectId: own.projectId, userId: grace.id } });
      }
      expect(await send(grace, clientMutationId)).toEqual(first);
      await expect(send(grace, newMutationId())).rejects.toThrow("NOT_FOUND");
    },
  );

  it("shows whoever was removed nothing that is read beside the answer", async () => {
    await board.addMember(grace, "ADMIN");
    const input = { projectId, title: "Mine", clientMutationId: newMutationId() };
    const update = { projectId, name: "Renamed", clientMutationId: newMutationId() };
    const { createTask } = await grace.expect(CreateTaskDocument, { input });
    await grace.expect(UpdateProjectDocument, { input: update });
    const remark = { taskId: given(createTask).task.id, body: "Mine", clientMutationId: newMutationId() };
    await grace.expect(CreateCommentDocument, { input: remark });
    await ada.expect(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
    await board.createComment(remark.taskId, "A secret");

    const ofTask = (selection: string) =>
      document<unknown, { input: CreateTaskInput }>(
        `mutation ($input: CreateTaskInput!) { createTask(input: $input) { task { ${selection} } } }`,
      );
    const ofProject = (selection: string) =>
      document<unknown, { input: UpdateProjectInput }>(
        `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { ... on UpdateProjectPayload { project { ${selection} } } } }`,
      );
    const ofComment = (selection: string) =>
      document<unknown, { input: CreateCommentInput }>(
        `mutation ($input: CreateCommentInput!) { createComment(input: $input) { ${selection} } }`,
      );
    const answers = await Promise.all([
      ...["comments { nodes { body } }", "comments { totalCount }", "project { name }"].map((selection) =>
        grace.request(ofTask(selection), { input }),
      ),
      ...[
        "tasks { nodes { title } }",
        "tasks { totalCount }",
        "members { totalCount }",
        "present { user { id } }",
        "viewerRole",
        "activity { totalCount }",
      ].map((selection) => grace.request(ofProject(selection), { input: update })),
      ...["task { title }", "comment { task { title } }", "comment { task { comments { totalCount } } }"].map(
        (selection) => grace.request(ofComment(selection), { input: remark }),
      ),
    ]);
    expect(answers.map(codeOf)).toEqual(answers.map(() => "NOT_FOUND"));
    const own = await grace.request(ofComment("task { id version commentCount } comment { body }"), { input: remark });
    expect(own.data).toEqual({
      createComment: { task: { id: remark.taskId, version: 1, commentCount: 1 }, comment: { body: "Mine" } },
    });
  });

  it("tells whoever is no member nothing of a project by a clientMutationId that was used", async () => {
    const clientMutationId = newMutationId();
    await grace.expect(CreateProjectDocument, { input: { name: "Own", clientMutationId } });
    const foreign = await grace.request(CreateTaskDocument, { input: { projectId, title: "x", clientMutationId } });
    const missing = await grace.request(CreateTaskDocument, {
      input: { projectId: randomUUID(), title: "x", clientMutationId },
    });
    const told = ({ errors = [] }: Answer<unknown>) => errors.map(({ message }) => message);
    expect(told(foreign)).toEqual(told(missing));
    expect(codeOf(missing)).toBe("NOT_FOUND");
    expect(codeOf(foreign)).toBe("NOT_FOUND");
  });
});

describe("The same request at once on two instances", () => {
  it("makes one change, and both get its answer", async () => {
    const { id: taskId } = await board.createTask();
    const variables = { input: { taskId, title: "Once", clientMutationId: newMutationId() } };
    const lock = await holdProject(pair.databaseUrl, projectId);
    const answers = await lock.lineUp(
      () => ada.request(UpdateTaskDocument, variables),
      () => adaElsewhere.request(UpdateTaskDocument, variables),
    );

    expect(answers.map(codeOf)).toEqual([null, null]);
    expect(answers[0]).toEqual(answers[1]);
    expect(await board.changesAfter(2)).toMatchObject([{ __typename: "TaskUpdated", seq: 3, task: { version: 1 } }]);
  });

  it("makes one project", async () => {
    const before = await ada.expect(ProjectsDocument, {});
    const variables = { input: { name: "Once", clientMutationId: newMutationId() } };
    const lock = await holdLog(pair.databaseUrl);
    const answers = await lock.lineUp(
      () => ada.request(CreateProjectDocument, variables),
      () => adaElsewhere.request(CreateProjectDocument, variables),
    );

    expect(answers.map(codeOf)).toEqual([null, null]);
    expect(answers[0]).toEqual(answers[1]);
    const after = await ada.expect(ProjectsDocument, {});
    expect(after.projects.totalCount).toBe(before.projects.totalCount + 1);
  });

  it("for two projects changes one of them", async () => {
    const other = await createBoard(ada);
    const clientMutationId = newMutationId();
    const lock = await holdLog(pair.databaseUrl);
    const createTask = (person: Person, { projectId }: Board) =>
      person.request(CreateTaskDocument, { input: { projectId, title: "Once", clientMutationId } });
    const answers = await lock.lineUp(
      () => createTask(ada, board),
      () => createTask(adaElsewhere, other),
    );

    expect(answers.map(codeOf).sort()).toEqual(["BAD_USER_INPUT", null]);
    expect([...(await board.changesAfter(1)), ...(await other.changesAfter(1))]).toMatchObject([{ clientMutationId }]);
  });
});

describe("A clientMutationId", () => {
  it("once used is refused to another input, another operation and another project", async () => {
    const clientMutationId = newMutationId();
    const { id: taskId } = await board.createTask();
    const elsewhere = await createBoard(ada);
    await ada.expect(UpdateTaskDocument, { input: { taskId, title: "First", clientMutationId } });

    const others: Answer<unknown>[] = [
      await ada.request(UpdateTaskDocument, { input: { taskId, title: "Second", clientMutationId } }),
      await ada.request(UpdateTaskDocument, { input: { taskId, title: "First", description: null, clientMutationId } }),
      await ada.request(DeleteTaskDocument, { input: { taskId, clientMutationId } }),
      await ada.request(CreateTaskDocument, { input: { projectId, title: "First", clientMutationId } }),
      await ada.request(CreateProjectDocument, { input: { name: "First", clientMutationId } }),
      await adaElsewhere.request(UpdateProjectDocument, {
        input: { projectId: elsewhere.projectId, name: "First", clientMutationId },
      }),
    ];
    for (const { errors } of others) {
      const issues = [{ path: ["input", "clientMutationId"], message: expect.any(String) }];
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", issues } }]);
    }
    expect(await board.seq()).toBe(3);
    expect(await elsewhere.seq()).toBe(1);
  });

  it("is refused to another input also when its project is out of sight since", async () => {
    await board.addMember(grace, "MEMBER");
    const clientMutationId = newMutationId();
    await grace.expect(CreateTaskDocument, { input: { projectId, title: "First", clientMutationId } });
    await ada.expect(RemoveMemberDocument, { input: { projectId, userId: grace.id } });

    const other = await grace.request(CreateProjectDocument, { input: { name: "Second", clientMutationId } });
    expect(codeOf(other)).toBe("BAD_USER_INPUT");
  });

  it.each(Object.entries(everyMutation))("counts as absent when it is empty: %s", async (name, prepare) => {
    const remembered = "SELECT count(*)::int AS count FROM activities WHERE client_mutation_id IS NOT NULL";
    const [before] = await administer(pair.databaseUrl, remembered);
    const send = await prepare(board, grace);
    const answer = Object(await send(ada, ""))[name];
    expect(answer).not.toBeNull();
    expect(answer.clientMutationId ?? null).toBeNull();
    // One that counted would be refused with another input.
    const other = await createBoard(ada);
    expect(await (await prepare(other, grace))(ada, "")).toHaveProperty(name);
    expect(await administer(pair.databaseUrl, remembered)).toEqual([before]);
  });

  it("belongs to its user", async () => {
    await board.addMember(grace, "MEMBER");
    const variables = { input: { projectId, title: "Both", clientMutationId: newMutationId() } };
    const own = await ada.expect(CreateTaskDocument, variables);
    const others = await grace.expect(CreateTaskDocument, variables);

    expect(own.createTask?.seq).toBe(3);
    expect(others.createTask?.seq).toBe(4);
  });

  it("is still free after a conflict, an error and an update that changed nothing", async () => {
    const { id: taskId } = await board.createTask({ title: "Zero" });
    await ada.expect(UpdateTaskDocument, { input: { taskId, title: "One" } });
    const clientMutationId = newMutationId();
    const update = async (input: { title: string; assigneeId?: string; expectedVersion?: number }) => {
      const answer = await ada.request(UpdateTaskDocument, { input: { taskId, clientMutationId, ...input } });
      return answer.data?.updateTask?.__typename ?? codeOf(answer);
    };

    expect(await update({ title: "Mine", expectedVersion: 0 })).toBe("TaskConflict");
    expect(await update({ title: "Mine", assigneeId: grace.id })).toBe("BAD_USER_INPUT");
    expect(await update({ title: "One" })).toBe("UpdateTaskPayload");
    expect(await update({ title: "Mine" })).toBe("UpdateTaskPayload");
    const { project } = await ada.expect(BoardDocument, { projectId });
    expect(project).toMatchObject({ seq: 4, tasks: { nodes: [{ title: "Mine", version: 2 }] } });
    expect(await update({ title: "Another" })).toBe("BAD_USER_INPUT");
  });
});

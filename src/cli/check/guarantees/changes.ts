import { randomUUID } from "node:crypto";
import {
  ApplyChangesDocument,
  CreateLabelDocument,
  CreateTaskDocument,
  DeleteLabelDocument,
  DeleteTaskDocument,
  MeDocument,
  RestoreTaskDocument,
  TaskDocument,
  UpdateTaskDocument,
} from "../generated/graphql.ts";
import { createTask, expectCode, expectEqual, findSeq, type Guarantee, watching } from "./stage.ts";

/** Guarantees of queries and mutations. */
export const guaranteesOfChanges: readonly Guarantee[] = [
  {
    name: "requests and sockets without a token, or with a wrong one, are refused",
    async prove(stage) {
      const { deployment, owner } = stage;
      for (const token of [undefined, "wrong"]) {
        expectCode(await deployment.request(MeDocument, {}, token), "UNAUTHENTICATED");
      }
      await watching(stage, { ...owner, findToken: async () => "wrong" }, {}, async ({ ended }) => {
        expectEqual("the code of the socket's close", await ended(), "4401");
      });
    },
  },
  {
    name: "a change takes the next number and is read back",
    async prove(stage) {
      const before = await findSeq(stage);
      const { task, seq } = await createTask(stage);
      expectEqual("the number of the change", seq, before + 1);
      expectEqual("the project's number", await findSeq(stage), seq);
      const read = await stage.owner.expect(TaskDocument, { taskId: task.id });
      expectEqual("the task's version", read.task?.version, 0);
    },
  },
  {
    name: "edits of different fields merge, edits of one field conflict and overwrite nothing",
    async prove(stage) {
      const { owner } = stage;
      const { id: taskId } = (await createTask(stage)).task;
      const edit = async (field: { readonly title?: string; readonly description?: string }) =>
        (await owner.expect(UpdateTaskDocument, { input: { taskId, expectedVersion: 0, ...field } })).updateTask;
      const edited = "UpdateTaskPayload";
      expectEqual("the answer to an edit", (await edit({ title: "one" }))?.__typename, edited);
      expectEqual("the answer to an edit of another field", (await edit({ description: "two" }))?.__typename, edited);
      const conflict = await edit({ title: "three" });
      if (conflict?.__typename !== "TaskConflict") throw new Error("an edit of the same field does not conflict");
      expectEqual("the fields in conflict", conflict.conflictingFields.join(), "TITLE");
      const { task } = await owner.expect(TaskDocument, { taskId });
      expectEqual("what is stored", `${task?.title} and ${task?.description}`, "one and two");
    },
  },
  {
    name: "edits of different lines of a description merge, edits of one line conflict",
    async prove(stage) {
      const { owner } = stage;
      const { id: taskId } = (await createTask(stage)).task;
      const edit = async (description: string, expectedVersion: number) =>
        (await owner.expect(UpdateTaskDocument, { input: { taskId, description, expectedVersion } })).updateTask;
      for (const [description, version] of [
        ["one\ntwo\nthree", 0],
        ["ONE\ntwo\nthree", 1],
        ["one\ntwo\nTHREE", 1],
      ] as const) {
        expectEqual("the answer to an edit", (await edit(description, version))?.__typename, "UpdateTaskPayload");
      }
      expectEqual("the answer to another edit", (await edit("1\ntwo\nthree", 1))?.__typename, "TaskConflict");
      const { task } = await owner.expect(TaskDocument, { taskId });
      expectEqual("the description", task?.description?.replaceAll("\n", " "), "ONE two THREE");
    },
  },
  {
    name: "labels join a task without a conflict, and deleting one changes no version of the task",
    async prove(stage) {
      const { owner, projectId } = stage;
      const { id: taskId } = (await createTask(stage)).task;
      const name = `Check ${randomUUID().slice(0, 8)}`;
      const { createLabel } = await owner.expect(CreateLabelDocument, { input: { projectId, name, color: "TEAL" } });
      if (!createLabel) throw new Error("the label has no answer");
      const labelId = createLabel.label.id;
      for (const input of [{ title: "New" }, { addLabelIds: [labelId] }]) {
        await owner.expect(UpdateTaskDocument, { input: { taskId, expectedVersion: 0, ...input } });
      }
      const labelled = (await owner.expect(TaskDocument, { taskId })).task;
      expectEqual("the labels of the task", labelled?.labels.map((label) => label.name).join(), name);
      await owner.expect(DeleteLabelDocument, { input: { labelId } });
      const { task } = await owner.expect(TaskDocument, { taskId });
      expectEqual("the count of labels after the deletion", task?.labels.length, 0);
      expectEqual("the task's version after the deletion", task?.version, labelled?.version);
    },
  },
  {
    name: "a deleted task can be restored, once, and its version continues",
    async prove(stage) {
      const { owner } = stage;
      const { task, seq } = await createTask(stage);
      const input = { taskId: task.id };
      const { title } = (await owner.expect(TaskDocument, input)).task ?? {};
      await owner.expect(DeleteTaskDocument, { input });
      expectCode(await owner.request(TaskDocument, input), "NOT_FOUND");
      const answers = await Promise.all([1, 2].map(() => owner.expect(RestoreTaskDocument, { input })));
      for (const { restoreTask } of answers) {
        expectEqual("the title of the restored task", restoreTask?.task.title, title);
        expectEqual("the version of the restored task", restoreTask?.task.version, task.version + 1);
      }
      expectEqual("the project's number", await findSeq(stage), seq + 2);
    },
  },
  {
    name: "a batch takes contiguous numbers, is applied once however often it is sent, and all or none if it is atomic",
    async prove(stage) {
      const { owner, projectId } = stage;
      const before = await findSeq(stage);
      const taskId = randomUUID();
      const changes = [
        { createTask: { id: taskId, projectId, title: "Made by the check" } },
        { updateTask: { taskId, title: "Changed by the check" } },
        { deleteTask: { taskId: randomUUID() } },
      ];
      const apply = async (clientMutationId: string, atomic: boolean) => {
        const input = { projectId, changes, atomic, clientMutationId };
        const { results = [] } = (await owner.expect(ApplyChangesDocument, { input })).applyChanges ?? {};
        return results.map((result) => ("seq" in result ? result.seq : "code" in result ? result.code : null)).join();
      };
      expectEqual(
        "the answer to an atomic batch",
        await apply(randomUUID(), true),
        "NOT_APPLIED,NOT_APPLIED,NOT_FOUND",
      );
      expectEqual("the project's number after it", await findSeq(stage), before);
      const id = randomUUID();
      for (const answer of await Promise.all([1, 2, 3].map(() => apply(id, false)))) {
        expectEqual("the answer to a batch", answer, `${before + 1},${before + 2},NOT_FOUND`);
      }
      expectEqual("the project's number after a batch", await findSeq(stage), before + 2);
    },
  },
  {
    name: "a change that is sent again is applied once and answered as before",
    async prove(stage) {
      const before = await findSeq(stage);
      const clientMutationId = randomUUID();
      const answers = await Promise.all([1, 2, 3].map(() => createTask(stage, clientMutationId)));
      expectEqual("the count of tasks made", new Set(answers.map(({ task }) => task.id)).size, 1);
      expectEqual("the project's number", await findSeq(stage), before + 1);
      const input = { projectId: stage.projectId, title: "Another", clientMutationId };
      expectCode(await stage.owner.request(CreateTaskDocument, { input }), "BAD_USER_INPUT");
    },
  },
];

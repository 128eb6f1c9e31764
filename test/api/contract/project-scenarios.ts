import { expect } from "vitest";
import { given } from "../../support/board.ts";
import { codeOf } from "../../support/code-of.ts";
import {
  BoardDocument,
  CreateProjectDocument,
  DeleteProjectDocument,
  TaskDetailDocument,
  UpdateProjectDocument,
} from "../../support/generated/graphql.ts";
import type { Scenarios } from "./scenario.ts";

export const projectScenarios = {
  async CreateProject({ ada, clientMutationId }) {
    const input = { name: "Harvest", description: "In autumn", clientMutationId };
    const { createProject } = await ada.expect(CreateProjectDocument, { input });
    expect(createProject).toMatchObject({ seq: 1, project: { name: "Harvest", seq: 1, viewerRole: "OWNER" } });
    const { createProject: again } = await ada.expect(CreateProjectDocument, { input });
    expect(again).toEqual(createProject);
    const other = await ada.request(CreateProjectDocument, { input: { ...input, name: "Sowing" } });
    expect(codeOf(other)).toBe("BAD_USER_INPUT");

    const projectId = given(createProject).project.id;
    const stream = ada.watch({ projectId, since: 0 });
    const project = { id: projectId, name: "Harvest", description: "In autumn", version: 0 };
    expect((await stream.next()).data?.projectActivity).toMatchObject({
      __typename: "ProjectCreated",
      seq: 1,
      clientMutationId,
      actor: { id: ada.id },
      project,
    });
    expect((await stream.next()).data?.projectActivity).toMatchObject({ __typename: "Ready", seq: 1 });
    stream.stop();
  },

  async UpdateProject({ board: { projectId, changesAfter }, ada, clientMutationId }) {
    const input = { projectId, name: "Lift-off", description: "At dawn" };
    const { updateProject } = await ada.expect(UpdateProjectDocument, { input });
    const project = { id: projectId, name: "Lift-off", description: "At dawn", version: 1 };
    expect(updateProject).toEqual({
      __typename: "UpdateProjectPayload",
      project: { ...project, seq: 3 },
      seq: 3,
      clientMutationId: null,
    });
    expect(await changesAfter(2)).toMatchObject([{ __typename: "ProjectUpdated", seq: 3, project }]);

    const { updateProject: unchanged } = await ada.expect(UpdateProjectDocument, { input });
    expect(unchanged).toMatchObject({ seq: 3, project: { seq: 3, version: 1 } });
    const clear = { projectId, description: null };
    const { updateProject: cleared } = await ada.expect(UpdateProjectDocument, { input: clear });
    expect(cleared).toMatchObject({ seq: 4, project: { name: "Lift-off", description: null, version: 2 } });

    const merging = { projectId, name: "Landing", expectedVersion: 1, clientMutationId };
    const { updateProject: merged } = await ada.expect(UpdateProjectDocument, { input: merging });
    expect(merged).toMatchObject({ seq: 5, clientMutationId, project: { name: "Landing", version: 3 } });
    const late = { projectId, name: "Orbit", description: "At noon", expectedVersion: 2 };
    const { updateProject: conflict } = await ada.expect(UpdateProjectDocument, { input: late });
    expect(conflict).toMatchObject({
      __typename: "ProjectConflict",
      expectedVersion: 2,
      currentVersion: 3,
      conflictingFields: ["NAME"],
      project: { id: projectId, name: "Landing", description: null, version: 3 },
    });
    const { project: now } = await ada.expect(BoardDocument, { projectId });
    expect(now).toMatchObject({ seq: 5, version: 3, name: "Landing", description: null });
    const nameless = await ada.request(UpdateProjectDocument, { input: { projectId, name: null } });
    expect(codeOf(nameless)).toBe("BAD_USER_INPUT");
  },

  async DeleteProject({ board, ada, grace, clientMutationId }) {
    const { projectId } = board;
    const { id: taskId } = await board.createTask();
    const live = grace.watch({ projectId });
    expect((await live.next()).data?.projectActivity.__typename).toBe("Ready");

    const input = { projectId, clientMutationId };
    const { deleteProject } = await ada.expect(DeleteProjectDocument, { input });
    expect(deleteProject).toEqual({ projectId });
    const back = grace.watch({ projectId, since: 3 });
    for (const stream of [live, back]) {
      const events = await stream.until(({ data }) => data?.projectActivity.__typename === "ProjectDeleted");
      expect(events.at(-1)?.data?.projectActivity).toMatchObject({ seq: 4, projectId, actor: { id: ada.id } });
      expect(await stream.ended()).toBeNull();
    }

    for (const gone of [
      await grace.request(BoardDocument, { projectId }),
      await grace.request(TaskDetailDocument, { taskId }),
      await ada.request(DeleteProjectDocument, { input: { projectId } }),
    ]) {
      expect(codeOf(gone)).toBe("NOT_FOUND");
    }
    const { deleteProject: again } = await ada.expect(DeleteProjectDocument, { input });
    expect(again).toEqual(deleteProject);
  },

  async ProjectActivity({ board, ada, grace, stranger, clientMutationId }) {
    const { projectId } = board;
    const fresh = grace.watch({ projectId });
    expect((await fresh.next()).data?.projectActivity).toMatchObject({ __typename: "Ready", seq: 2 });
    const resumed = grace.watch({ projectId, since: 0 });
    for (const event of [{ __typename: "ProjectCreated" }, { __typename: "MemberAdded" }]) {
      expect((await resumed.next()).data?.projectActivity).toMatchObject(event);
    }
    const { cursor } = given((await ada.expect(BoardDocument, { projectId })).project);
    expect((await resumed.next()).data?.projectActivity).toMatchObject({ __typename: "Ready", seq: 2, cursor });

    const input = { projectId, name: "Lift-off", clientMutationId };
    await ada.expect(UpdateProjectDocument, { input });
    for (const stream of [fresh, resumed]) {
      const heard = await stream.until(({ extensions }) => extensions !== undefined);
      expect(heard.at(-1)).toMatchObject({
        extensions: { seq: 3, cursor: expect.stringMatching(/^project\.3\./) },
        data: {
          projectActivity: {
            __typename: "ProjectUpdated",
            seq: 3,
            projectId,
            clientMutationId,
            actor: { id: ada.id, name: "ada", email: ada.email },
            project: { id: projectId, name: "Lift-off", description: null },
          },
        },
      });
      stream.stop();
    }

    const ahead = ada.watch({ projectId, since: 99 });
    expect((await ahead.next()).data?.projectActivity).toMatchObject({
      __typename: "Resync",
      reason: "AHEAD_OF_PROJECT",
    });
    const restored = ada.watch({ projectId, after: "project.1.abc" });
    expect((await restored.next()).data?.projectActivity).toMatchObject({
      __typename: "Resync",
      reason: "OTHER_HISTORY",
    });
    for (const stream of [ahead, restored]) stream.stop();
    expect(await stranger.watch({ projectId }).ended()).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
    expect(await ada.watch({ projectId, since: -1 }).ended()).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT" } },
    ]);
  },
} satisfies Scenarios;

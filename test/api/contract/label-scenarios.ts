import { expect } from "vitest";
import { given } from "../../support/board.ts";
import { codeOf } from "../../support/code-of.ts";
import {
  BoardDocument,
  CreateLabelDocument,
  DeleteLabelDocument,
  TaskDetailDocument,
  UpdateLabelDocument,
} from "../../support/generated/graphql.ts";
import type { Scenarios } from "./scenario.ts";

export const labelScenarios = {
  async CreateLabel({ board, ada, grace, clientMutationId }) {
    const { projectId } = board;
    const input = { projectId, name: "Urgent", color: "RED", clientMutationId } as const;
    const { createLabel } = await grace.expect(CreateLabelDocument, { input });
    const label = { name: "Urgent", color: "RED", version: 0 };
    expect(createLabel).toMatchObject({ seq: 3, clientMutationId, label });
    expect(await board.changesAfter(2)).toMatchObject([
      { __typename: "LabelCreated", seq: 3, actor: { id: grace.id }, label },
    ]);
    const { project } = await ada.expect(BoardDocument, { projectId });
    expect(project?.labels).toEqual([given(createLabel).label]);

    const taken = await ada.request(CreateLabelDocument, { input: { projectId, name: "uRGENT", color: "BLUE" } });
    expect(codeOf(taken)).toBe("BAD_USER_INPUT");
    const { createLabel: again } = await grace.expect(CreateLabelDocument, { input });
    expect(again).toEqual(createLabel);
  },

  async UpdateLabel({ board, ada, grace, clientMutationId }) {
    const { id: labelId } = await board.createLabel("Urgent");
    const input = { labelId, name: "Soon", expectedVersion: 0, clientMutationId };
    const { updateLabel } = await grace.expect(UpdateLabelDocument, { input });
    expect(updateLabel).toMatchObject({
      __typename: "UpdateLabelPayload",
      seq: 4,
      clientMutationId,
      label: { id: labelId, name: "Soon", color: "BLUE", version: 1 },
    });
    expect(await board.changesAfter(3)).toMatchObject([
      { __typename: "LabelUpdated", seq: 4, label: { id: labelId, name: "Soon", version: 1 } },
    ]);

    const merged = { labelId, color: "GRAY", expectedVersion: 0 } as const;
    const { updateLabel: other } = await ada.expect(UpdateLabelDocument, { input: merged });
    expect(other).toMatchObject({ seq: 5, label: { name: "Soon", color: "GRAY", version: 2 } });
    const late = { labelId, name: "Later", color: "GRAY", expectedVersion: 0 } as const;
    const { updateLabel: conflict } = await ada.expect(UpdateLabelDocument, { input: late });
    expect(conflict).toMatchObject({
      __typename: "LabelConflict",
      expectedVersion: 0,
      currentVersion: 2,
      conflictingFields: ["NAME"],
      label: { id: labelId, name: "Soon", version: 2 },
    });
    const ahead = { labelId, name: "Later", expectedVersion: 3 };
    const { updateLabel: lost } = await ada.expect(UpdateLabelDocument, { input: ahead });
    expect(lost).toMatchObject({ __typename: "LabelConflict", currentVersion: 2 });
    const { updateLabel: same } = await ada.expect(UpdateLabelDocument, { input: { labelId, name: "Soon" } });
    expect(same).toMatchObject({ seq: 5, label: { version: 2 } });
  },

  async DeleteLabel({ board, ada, grace, clientMutationId }) {
    const { id: labelId } = await board.createLabel();
    const task = await board.createTask({ labelIds: [labelId] });
    await ada.expect(UpdateLabelDocument, { input: { labelId, color: "PINK" } });
    const early = { labelId, expectedVersion: 0 };
    const { deleteLabel: conflict } = await grace.expect(DeleteLabelDocument, { input: early });
    expect(conflict).toMatchObject({
      __typename: "LabelConflict",
      conflictingFields: ["COLOR"],
      label: { version: 1 },
    });

    const input = { labelId, expectedVersion: 1, clientMutationId };
    const { deleteLabel } = await grace.expect(DeleteLabelDocument, { input });
    expect(deleteLabel).toMatchObject({ __typename: "DeleteLabelPayload", labelId, seq: 6, clientMutationId });
    expect(await board.changesAfter(5)).toMatchObject([{ __typename: "LabelDeleted", seq: 6, labelId }]);
    const { task: now } = await ada.expect(TaskDetailDocument, { taskId: task.id });
    expect(now).toEqual({ ...now, labels: [], version: task.version, updatedAt: task.updatedAt });

    expect(codeOf(await ada.request(DeleteLabelDocument, { input: { labelId } }))).toBe("NOT_FOUND");
    const { deleteLabel: again } = await grace.expect(DeleteLabelDocument, { input });
    expect(again).toEqual(deleteLabel);
  },
} satisfies Scenarios;

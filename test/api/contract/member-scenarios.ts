import { expect } from "vitest";
import { given } from "../../support/board.ts";
import { codeOf } from "../../support/code-of.ts";
import {
  AddMemberDocument,
  BoardDocument,
  RemoveMemberDocument,
  TaskDetailDocument,
  UpdateMemberRoleDocument,
} from "../../support/generated/graphql.ts";
import type { Scenarios } from "./scenario.ts";

export const memberScenarios = {
  async AddMember({ board: { projectId, changesAfter }, ada, stranger }) {
    const input = { projectId, email: stranger.email, role: "VIEWER" } as const;
    const { addMember } = await ada.expect(AddMemberDocument, { input });
    const { member } = given(addMember);
    expect(addMember).toMatchObject({
      seq: 3,
      member: { role: "VIEWER", user: { id: stranger.id, email: stranger.email } },
    });
    expect(await changesAfter(2)).toMatchObject([{ __typename: "MemberAdded", seq: 3, actor: { id: ada.id }, member }]);

    const { project } = await stranger.expect(BoardDocument, { projectId });
    expect(project).toMatchObject({ viewerRole: "VIEWER", members: { totalCount: 3 } });
    expect(codeOf(await ada.request(AddMemberDocument, { input }))).toBe("BAD_USER_INPUT");
  },

  async UpdateMemberRole({ board: { projectId, changesAfter }, ada, grace }) {
    const input = { projectId, userId: grace.id, role: "ADMIN" } as const;
    const { updateMemberRole } = await ada.expect(UpdateMemberRoleDocument, { input });
    expect(updateMemberRole).toMatchObject({ seq: 3, member: { role: "ADMIN", user: { id: grace.id } } });
    const { id } = given(updateMemberRole).member;
    expect(await changesAfter(2)).toMatchObject([
      { __typename: "MemberRoleChanged", seq: 3, member: { id, role: "ADMIN", user: { id: grace.id, name: "grace" } } },
    ]);
    const { project } = await grace.expect(BoardDocument, { projectId });
    expect(project).toMatchObject({ viewerRole: "ADMIN" });

    const { updateMemberRole: unchanged } = await ada.expect(UpdateMemberRoleDocument, { input });
    expect(unchanged).toEqual(updateMemberRole);
    expect(await changesAfter(3)).toEqual([]);
  },

  async RemoveMember({ board, ada, grace }) {
    const { projectId } = board;
    const { id: taskId } = await board.createTask({ assigneeId: grace.id });
    const input = { projectId, userId: grace.id };
    const { removeMember } = await ada.expect(RemoveMemberDocument, { input });
    expect(removeMember).toEqual({ userId: grace.id, seq: 4 });
    expect(await board.changesAfter(3)).toMatchObject([
      { __typename: "MemberRemoved", seq: 4, actor: { id: ada.id }, user: { id: grace.id, name: "grace" } },
    ]);

    expect(codeOf(await grace.request(BoardDocument, { projectId }))).toBe("NOT_FOUND");
    expect(codeOf(await ada.request(RemoveMemberDocument, { input }))).toBe("NOT_FOUND");
    const { task } = await ada.expect(TaskDetailDocument, { taskId });
    expect(task).toMatchObject({ version: 0, assignee: { id: grace.id } });
  },
} satisfies Scenarios;

import type { InMemoryCache } from "@apollo/client";
import { describe, expect, it } from "vitest";
import { applyActivity } from "../../client/apollo/apply-activity.ts";
import { lockstepCache } from "../../client/apollo/lockstep-cache.ts";
import { AddMemberDocument, BoardDocument, RemoveMemberDocument } from "../support/generated/graphql.ts";
import { ada, answerBoard, bob, createPausedClient, makeEvent, makeMember, projectId } from "./answers.ts";

type Member = ReturnType<typeof makeMember>;

const owner = makeMember(ada, "OWNER");
const former = makeMember(bob, "MEMBER");
/** Bob is removed by the change 2, and added again by the change 3. */
const anew = { ...former, id: `${former.id.slice(0, -1)}9`, role: "VIEWER" } as const;

describe("a user who was removed and added again stays a member", () => {
  it("when the removal's own answer comes after both events", async () => {
    const { client, cache, settle } = createPausedClient();
    writeMembers(cache, 1, [owner, former]);
    const removing = client.mutate({ mutation: RemoveMemberDocument, variables: { input } });
    applyActivity(cache, makeEvent("MemberRemoved", 2, { user: bob }));
    applyActivity(cache, makeEvent("MemberAdded", 3, { member: anew }));
    settle(removed);
    await removing;
    expect(readMembers(cache)).toEqual([owner.id, anew.id]);
  });

  it.each([
    ["the only one", []],
    ["one of a list that was loaded before", [[owner, former]]],
  ])("when the removal's own answer comes after a newer list, %s", async (_which, before) => {
    const { client, cache, settle } = createPausedClient();
    for (const members of before) writeMembers(cache, 1, members);
    const removing = client.mutate({ mutation: RemoveMemberDocument, variables: { input } });
    writeMembers(cache, 3, [owner, anew]);
    settle(removed);
    await removing;
    expect(readMembers(cache)).toEqual([owner.id, anew.id]);
  });

  it.each([
    ["the only one", []],
    ["one of a list that was loaded before", [[owner, former]]],
  ])("when the events come after a newer list, %s", (_which, before) => {
    const cache = lockstepCache();
    for (const members of before) writeMembers(cache, 1, members);
    writeMembers(cache, 3, [owner, anew]);
    applyActivity(cache, makeEvent("MemberRemoved", 2, { user: bob }));
    expect(readMembers(cache)).toEqual([owner.id, anew.id]);
    applyActivity(cache, makeEvent("MemberAdded", 3, { member: anew }));
    expect(readMembers(cache)).toEqual([owner.id, anew.id]);
  });

  it("when the list before the events is newer than its number, and has the new membership already", () => {
    const cache = lockstepCache();
    writeMembers(cache, 1, [owner, anew]);
    applyActivity(cache, makeEvent("MemberRemoved", 2, { user: bob }));
    applyActivity(cache, makeEvent("MemberAdded", 3, { member: anew }));
    expect(readMembers(cache)).toEqual([owner.id, anew.id]);
  });
});

it("the event of an addition does not restore a member whom answers added and removed", async () => {
  const { client, cache, settle } = createPausedClient();
  writeMembers(cache, 1, [owner]);
  const adding = client.mutate({ mutation: AddMemberDocument, variables: { input: { ...input, role: "MEMBER" } } });
  settle({ data: { addMember: { __typename: "AddMemberPayload", member: former, seq: 2 } } });
  await adding;
  const removing = client.mutate({ mutation: RemoveMemberDocument, variables: { input } });
  settle({ data: { removeMember: { ...removed.data.removeMember, seq: 3 } } });
  await removing;
  expect(readMembers(cache)).toEqual([owner.id]);
  applyActivity(cache, makeEvent("MemberAdded", 2, { member: former }));
  expect(readMembers(cache)).toEqual([owner.id]);
  applyActivity(cache, makeEvent("MemberRemoved", 3, { user: bob }));
  expect(readMembers(cache)).toEqual([owner.id]);
});

it("a removal's answer takes the member out where no event came, and an older list does not bring it back", async () => {
  const { client, cache, settle } = createPausedClient();
  writeMembers(cache, 1, [owner, former]);
  const removing = client.mutate({ mutation: RemoveMemberDocument, variables: { input } });
  settle(removed);
  await removing;
  expect(readMembers(cache)).toEqual([owner.id]);
  writeMembers(cache, 1, [owner, former]);
  expect(readMembers(cache)).toEqual([owner.id]);
});

const input = { projectId, userId: bob.id };
const removed = { data: { removeMember: { __typename: "RemoveMemberPayload", userId: bob.id, seq: 2 } } };
const board = { query: BoardDocument, variables: { projectId } };

function writeMembers(cache: InMemoryCache, seq: number, nodes: readonly Member[]): void {
  const { project } = answerBoard({ seq });
  if (!project) throw new Error("An answer has a project.");
  const members = { ...project.members, nodes: [...nodes], totalCount: nodes.length };
  cache.writeQuery({ ...board, data: { project: { ...project, members } } });
}

/** Throws where the list and its total differ. */
function readMembers(cache: InMemoryCache): readonly string[] {
  const { nodes = [], totalCount } = cache.readQuery(board)?.project?.members ?? {};
  expect(totalCount).toBe(nodes.length);
  return nodes.map(({ id }) => id);
}

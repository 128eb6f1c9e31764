import type { InMemoryCache } from "@apollo/client";
import { expect, it } from "vitest";
import { AddMemberDocument, BoardDocument, RemoveMemberDocument } from "../../support/generated/graphql.ts";
import { setApolloScene, until } from "./apollo-scene.ts";

const scene = setApolloScene();

/** Throws where the list and its total differ. */
function readMembers(cache: InMemoryCache): readonly string[] {
  const { nodes = [], totalCount } =
    cache.readQuery({ query: BoardDocument, variables: { projectId: scene.projectId, first: 10 } })?.project?.members ??
    {};
  expect(totalCount).toBe(nodes.length);
  return nodes.map(({ user, role }) => `${user.name}: ${role}`);
}

const input = () => ({ projectId: scene.projectId, userId: scene.grace.id });
const board = () => ({ query: BoardDocument, variables: { projectId: scene.projectId, first: 10 } });
const names = (role: string) => [`${scene.ada.name}: OWNER`, `${scene.grace.name}: ${role}`];

async function removeAndAdd(): Promise<void> {
  await scene.ada.expect(RemoveMemberDocument, { input: input() });
  await scene.ada.expect(AddMemberDocument, { input: { ...input(), role: "VIEWER" } });
}

it("a user who was removed and added again stays a member when the removal's own answer comes last", async () => {
  const { client, cache, open, letGo, isTaken } = scene.connectHeld("RemoveMember");
  const handle = await open();
  await client.query(board());
  expect(readMembers(cache)).toEqual(names("MEMBER"));
  const removing = client.mutate({ mutation: RemoveMemberDocument, variables: { input: input() } });
  await until(isTaken);
  await scene.ada.expect(AddMemberDocument, { input: { ...input(), role: "VIEWER" } });
  const seq = await scene.board.seq();
  await until(() => handle.state.seq === seq);
  letGo();
  await removing;
  expect(readMembers(cache)).toEqual(names("VIEWER"));
});

it("a user who was removed and added again stays a member when the events come after a newer list", async () => {
  const { client, cache, open } = scene.connect();
  const handle = await open();
  await client.query(board());
  scene.proxy.turn({ kind: "slow", latency: 300 });
  const seen = new Set<string>();
  const end = handle.onItem(() => seen.add(readMembers(cache).join()));
  await removeAndAdd();
  await client.query({ ...board(), fetchPolicy: "network-only" });
  expect(readMembers(cache)).toEqual(names("VIEWER"));
  seen.clear();
  const seq = await scene.board.seq();
  await until(() => handle.state.seq === seq);
  expect([...seen, names("VIEWER").join()].every((each) => each === names("VIEWER").join())).toBe(true);
  end();
});

it("an older list does not bring back a member who was removed", async () => {
  const { client, cache, open, letGo, isTaken } = scene.connectHeld("Board");
  const handle = await open();
  const answer = client.query(board());
  await until(isTaken);
  await scene.ada.expect(RemoveMemberDocument, { input: input() });
  const seq = await scene.board.seq();
  await until(() => handle.state.seq === seq);
  letGo();
  await answer;
  expect(readMembers(cache)).toEqual([`${scene.ada.name}: OWNER`]);
});

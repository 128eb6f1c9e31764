import { expect, it } from "vitest";
import { loadBoard } from "../../../../client/core/connection/load-board.ts";

const page = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

it.each([
  {},
  { me: null },
  { project: {} },
  { project: { members: null } },
  { project: { members: { nodes: null } } },
  { project: { members: page } },
  { project: { members: page, tasks: { nodes: [] } } },
  { project: "board" },
])("an answer of another server than Lockstep, %j, is a failure to try again after", async (data) => {
  const { kind } = await loadBoard(
    async () => ({ kind: "data", data }),
    "project",
    new AbortController().signal,
    () => {},
  );
  expect(["again", "not-found"]).toContain(kind);
});

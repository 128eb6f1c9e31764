import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { document } from "../support/document.ts";
import { DeleteCommentDocument, UpdateCommentDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { outcomeOfSubscription } from "./outcome-of-subscription.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let board: Board;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  ada = await instance.person("ada");
  board = await createBoard(ada);
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

const rounds = 10;

/** The bytes that comments on a task with such a description, their edits and deletions add to log and tasks. */
async function measure(description: string): Promise<{ log: number; tasks: number }> {
  const { id: taskId } = await board.createTask({ description });
  const since = await board.seq();
  const before = await readSize();
  for (let round = 0; round < rounds; round += 1) {
    const { id: commentId } = await board.createComment(taskId, "Short");
    await ada.expect(UpdateCommentDocument, { input: { commentId, body: "Shorter" } });
    await ada.expect(DeleteCommentDocument, { input: { commentId } });
  }
  const [row] = await administer(
    database.url,
    `SELECT sum(octet_length(snapshot::text))::int AS log FROM activities
     WHERE project_id = '${board.projectId}' AND seq > ${since}`,
  );
  return { log: Number(row?.["log"]), tasks: (await readSize()) - before };
}

async function readSize(): Promise<number> {
  const [row] = await administer(database.url, "SELECT pg_total_relation_size('tasks')::int AS size");
  return Number(row?.["size"]);
}

describe("A comment", () => {
  it("costs the same however long its task's description is", async () => {
    const short = await measure("Short");
    const long = await measure(randomBytes(30_000).toString("hex"));
    // Numbers of more digits make the difference.
    expect(Math.abs(long.log - short.log)).toBeLessThan(rounds * 3 * 10);
    expect(short.log / (rounds * 3)).toBeLessThan(1_000);
    // One such description alone is larger.
    expect(long.tasks).toBeLessThan(60_000);
  });

  it.each(["title", "description", "status", "updatedAt", "assignee { id }", "...Parts", "... on Task { title }"])(
    "tells nothing of its task's %s, neither a subscriber nor the history",
    async (selection) => {
      const parts = selection === "...Parts" ? "fragment Parts on Task { id title }" : "";
      for (const type of ["CommentCreated", "CommentUpdated", "CommentDeleted"]) {
        const event = `... on ${type} { task { id ${selection} } }`;
        const history = document(`{ project(id: "${board.projectId}") { activity { nodes { ${event} } } } } ${parts}`);
        expect(codeOf(await ada.request(history, {}))).toBe("BAD_USER_INPUT");
        const subscription = `subscription { projectActivity(projectId: "${board.projectId}") { ${event} } } ${parts}`;
        expect(await outcomeOfSubscription(ada, subscription)).toBe("BAD_USER_INPUT");
      }
    },
  );

  it("lets the same fragment be selected of a task that the event carries whole", async () => {
    const history = document(`{ project(id: "${board.projectId}") { activity { nodes {
      ... on TaskCreated { task { ...Parts } } ... on CommentCreated { task { ...Count __typename } } } } } }
      fragment Parts on Task { title ...Count } fragment Count on Task { id version commentCount }`);
    expect(codeOf(await ada.request(history, {}))).toBe(null);
  });
});

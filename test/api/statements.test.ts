import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Board, createBoard } from "../support/board.ts";
import { document } from "../support/document.ts";
import { BoardDocument, TaskDetailDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { recordStatements } from "../support/record-statements.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let crew: Person[];

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { REDIS_URL: inject("redisUrl") });
  crew = await Promise.all(["ada", "grace", "alan", "edsger"].map((name) => instance.person(name)));
  ada = await instance.person("ada");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

/** A board whose tasks have various creators and assignees, and every other one a comment. */
async function createFilledBoard(tasks: number): Promise<Board> {
  const board = await createBoard(ada);
  for (const person of crew.filter(({ id }) => id !== ada.id)) await board.addMember(person, "MEMBER");
  for (let made = 0; made < tasks; made += 1) {
    const { id } = await board.createTask({ assigneeId: crew[made % crew.length]?.id ?? null });
    if (made % 2 === 0) await board.createComment(id);
  }
  return board;
}

describe("however long the lists are, one statement loads", () => {
  it("a board with its project, labels, members, tasks, people and totals in seven", async () => {
    const small = await createFilledBoard(1);
    const large = await createFilledBoard(50);
    for (const { projectId } of [large, small]) {
      const statements = await recordStatements(() => ada.expect(BoardDocument, { projectId }));
      expect(statements.toSorted()).toEqual([
        "label-list",
        "member-count",
        "member-list",
        "project-find",
        // If the project has not changed meanwhile, others may share what was read.
        "project-position",
        "task-count",
        "task-list",
      ]);
    }
    const { project } = await ada.expect(BoardDocument, { projectId: large.projectId });
    expect(project?.tasks.nodes).toHaveLength(50);
    expect(new Set(project?.tasks.nodes.map(({ assignee }) => assignee?.id)).size).toBe(crew.length);
  });

  it("a task with its comments in four, its total among them", async () => {
    const board = await createFilledBoard(1);
    const { id: taskId } = await board.createTask();
    for (let made = 0; made < 20; made += 1) await board.createComment(taskId);
    const statements = await recordStatements(() => ada.expect(TaskDetailDocument, { taskId }));
    expect(statements.toSorted()).toEqual(["comment-list", "locate-task", "project-find", "task-find"]);
  });

  it("every level of nested lists in one, with one more for a total", async () => {
    interface Nested {
      readonly projects: {
        readonly nodes: readonly {
          readonly tasks: { readonly nodes: readonly { readonly comments: { readonly nodes: readonly object[] } }[] };
          readonly members: { readonly nodes: readonly object[] };
          readonly activity: { readonly nodes: readonly object[] };
        }[];
      };
    }
    const nested = document<Nested>(`{
      projects {
        totalCount
        nodes {
          seq cursor viewerRole
          tasks(first: 10) {
            totalCount
            nodes { project { name } comments(first: 10) { totalCount nodes { author { name } task { title } } } }
          }
          members { totalCount nodes { user { name } } }
          activity { totalCount nodes { actor { name } } }
        }
      }
    }`);
    const owner = await instance.person("barbara");
    const expected = [
      "activity-count",
      "activity-list",
      "comment-list",
      "member-count",
      "member-list",
      "project-count",
      "project-find",
      "project-list",
      "task-count",
      "task-find",
      "task-list",
    ];
    for (let count = 1; count <= 4; count += 1) {
      const board = await createBoard(owner, `Project ${count}`);
      await board.addMember(ada, "VIEWER");
      for (const title of ["First", "Second", "Third"]) {
        const { id } = await board.createTask({ title });
        await board.createComment(id);
      }
      const statements = await recordStatements(() => owner.expect(nested, {}));
      expect(statements.toSorted()).toEqual(expected);

      const { projects } = await owner.expect(nested, {});
      const tasks = projects.nodes.flatMap((project) => project.tasks.nodes);
      expect(tasks).toHaveLength(3 * count);
      expect(tasks.flatMap(({ comments }) => comments.nodes)).toHaveLength(3 * count);
      expect(projects.nodes.flatMap(({ members }) => members.nodes)).toHaveLength(2 * count);
      expect(projects.nodes.flatMap(({ activity }) => activity.nodes)).toHaveLength(8 * count);
    }
  });
});

it("counts only what is asked for", async () => {
  const { projectId } = await createFilledBoard(2);
  const withoutTotals = document<object, { projectId: string }>(`query ($projectId: ID!) {
    projects { nodes { id } }
    project(id: $projectId) { tasks { nodes { id } } members { nodes { id } } activity { nodes { seq } } }
  }`);
  const statements = await recordStatements(() => ada.expect(withoutTotals, { projectId }));
  expect(statements).toContain("task-list");
  expect(statements.filter((name) => name.includes("count"))).toEqual([]);

  const onlyTotals = document<object, { projectId: string }>(`query ($projectId: ID!) {
    project(id: $projectId) { tasks(first: 0) { totalCount } }
  }`);
  const { length } = await recordStatements(() => ada.expect(onlyTotals, { projectId }));
  expect(length).toBe(4);
});

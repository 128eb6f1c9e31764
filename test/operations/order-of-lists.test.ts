import { version } from "uuid";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createRandom } from "../faults/random.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import { document } from "../support/document.ts";
import { CreateCommentDocument, CreateProjectDocument } from "../support/generated/graphql.ts";
import type { Pair } from "../support/pair.ts";
import type { Person } from "../support/person.ts";

let pair: Pair;
let ada: Person;
let adaElsewhere: Person;
let board: Board;
const random = createRandom(12);

beforeAll(async () => {
  // Ids tell nothing of time, as if each were made by an instance with another clock: behind, ahead, by seconds or
  // years.
  vi.doMock("uuid", async (importActual) => {
    const actual = await importActual<typeof import("uuid")>();
    return { ...actual, v7: () => actual.v4() };
  });
  // Files of the same worker have the modules of the server evaluated with the other ids.
  vi.resetModules();
  const { startPair } = await import("../support/pair.ts");
  pair = await startPair();
  ada = await pair.one.person("ada");
  adaElsewhere = await pair.two.person("ada");
  board = await createBoard(ada);
  expect(version(board.projectId)).toBe(4);
});

afterAll(async () => {
  await pair.close();
  vi.doUnmock("uuid");
  vi.resetModules();
});

const count = 12;

/** By one instance or the other. */
function someone(): Person {
  return random.chance(0.5) ? ada : adaElsewhere;
}

interface Page {
  readonly nodes: readonly { readonly key: string; readonly order: number }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function readAll(open: string, field: string, order: string, first: number): Promise<Page["nodes"]> {
  const list = document<{ list?: Page; parent?: { list: Page } }, { after: string | null }>(`query ($after: String) {
    ${open} list: ${field}(first: ${first}, after: $after) {
      nodes { key: id order: ${order} } pageInfo { hasNextPage endCursor }
    } ${open ? "}" : ""} }`);
  const nodes: Page["nodes"][number][] = [];
  for (let after: string | null = null, goesOn = true; goesOn; ) {
    const answer: { list?: Page; parent?: { list: Page } } = await someone().expect(list, { after });
    const page: Page = given(answer.list ?? answer.parent?.list);
    nodes.push(...page.nodes);
    after = page.pageInfo.endCursor;
    goesOn = page.pageInfo.hasNextPage;
  }
  return nodes;
}

describe("in the order in which they were made, on pages of any length", () => {
  it("are comments, by createdSeq", async () => {
    const task = await board.createTask();
    const made: { key: string; order: number }[] = [];
    for (let index = 0; index < count; index += 1) {
      const input = { taskId: task.id, body: `Comment ${index}` };
      const { createComment } = await someone().expect(CreateCommentDocument, { input });
      const { comment, seq } = given(createComment);
      expect(comment.createdSeq).toBe(seq);
      made.push({ key: comment.id, order: seq });
    }
    for (const first of [1, 5, 100])
      expect(await readAll(`parent: task(id: "${task.id}") {`, "comments", "createdSeq", first)).toEqual(made);
  });

  it("are members, by joinedSeq", async () => {
    const others = [];
    for (let index = 0; index < count; index += 1) {
      const other = await pair.one.person(`member ${index}`);
      await board.addMember(other, "VIEWER");
      others.push({ key: other.id, order: await board.seq() });
    }
    const list = document<
      { project: { members: { nodes: { joinedSeq: number; user: { id: string } }[] } } },
      { id: string }
    >("query ($id: ID!) { project(id: $id) { members(first: 100) { nodes { joinedSeq user { id } } } } }");
    const { project } = await adaElsewhere.expect(list, { id: board.projectId });
    const members = project.members.nodes.map(({ joinedSeq, user }) => ({ key: user.id, order: joinedSeq }));
    expect(members).toEqual([{ key: ada.id, order: 1 }, ...others]);
    const open = `parent: project(id: "${board.projectId}") {`;
    const all = await readAll(open, "members", "joinedSeq", 100);
    for (const first of [1, 5]) expect(await readAll(open, "members", "joinedSeq", first)).toEqual(all);
  });

  it("are projects, the newest first, by number", async () => {
    const made: string[] = [board.projectId];
    for (let index = 0; index < count; index += 1) {
      const { createProject } = await someone().expect(CreateProjectDocument, { input: { name: `Project ${index}` } });
      made.unshift(given(createProject).project.id);
    }
    for (const first of [1, 5, 100]) {
      const nodes = await readAll("", "projects", "number", first);
      expect(nodes.map(({ key }) => key)).toEqual(made);
      const numbers = nodes.map(({ order }) => order);
      expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => other - one));
    }
  });

  it("made at once, are the comments of one task as the log has them", async () => {
    const task = await board.createTask();
    const since = await board.seq();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        someone().expect(CreateCommentDocument, { input: { taskId: task.id, body: `Comment ${index}` } }),
      ),
    );
    const changes = await board.changesAfter(since);
    const logged = changes.map((change) => ({ key: "comment" in change ? change.comment.id : "", order: change.seq }));
    expect(await readAll(`parent: task(id: "${task.id}") {`, "comments", "createdSeq", 3)).toEqual(logged);
  });
});

it("a cursor of the version before, which held an id, is refused", async () => {
  const after = Buffer.from(JSON.stringify([ada.id])).toString("base64url");
  const list = document<unknown, { after: string }>(
    "query ($after: String) { projects(after: $after) { totalCount } }",
  );
  const { errors } = await ada.request(list, { after });
  expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", issues: [{ path: ["after"] }] } }]);
});

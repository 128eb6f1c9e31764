import { expect, it } from "vitest";
import { addMember, backfill, createTasks } from "../../../support/board.ts";
import { CreateTaskDocument, DeleteProjectDocument, RemoveMemberDocument } from "../../../support/generated/graphql.ts";
import { range } from "../../../support/range.ts";
import { setCoreScene } from "./core-scene.ts";

const scene = setCoreScene();

it("loads a board of several pages, then follows, and hands on together what arrives together", async () => {
  const { ada, projectId, connect } = scene;
  await createTasks(ada, projectId, 205);
  const followed = connect().follow();
  await followed.until(() => followed.kinds.includes("ready"));
  const [, , first] = followed.items;
  expect(followed.kinds.slice(0, 3)).toEqual(["page", "page", "board"]);
  if (first?.kind !== "board") throw new Error("The board comes after its pages.");
  expect(first.board.tasks).toHaveLength(205);
  expect(new Set(first.board.tasks.map(({ id }) => id)).size).toBe(205);
  expect(first).toMatchObject({
    startsOver: false,
    board: { seq: 206, me: { id: ada.id }, members: [{ role: "OWNER" }] },
  });
  await Promise.all(range(1, 20).map(() => createTasks(ada, projectId, 1)));
  await followed.until(() => followed.seqs.at(-1) === 226);
  expect(followed.seqs).toEqual(range(207, 226));
  expect(followed.items.at(-1)).toMatchObject({ kind: "events", seq: 226 });
});

it("resumes after every cut where it stopped: each event once and in order", async () => {
  const { ada, projectId, proxy, connect } = scene;
  const link = connect();
  const followed = link.follow();
  await followed.until(() => followed.kinds.includes("ready"));
  for (const last of range(1, 8).map((round) => 1 + 5 * round)) {
    proxy.cut();
    const made = createTasks(ada, projectId, 5);
    proxy.cut();
    await made;
    await followed.until(() => followed.seqs.at(-1) === last);
  }
  expect(followed.seqs).toEqual(range(2, 41));
  expect(followed.kinds.filter((kind) => kind === "board")).toHaveLength(1);
  expect(followed.items.at(-1)).toMatchObject({ seq: 41 });
});

it("resumes from a stored position without a board", async () => {
  const { ada, projectId, connect } = scene;
  const before = connect().follow();
  await before.until(() => before.kinds.includes("ready"));
  const ready = before.items.at(-1);
  before.close();
  await createTasks(ada, projectId, 3);
  if (ready?.kind !== "ready") throw new Error("Ready comes last.");
  const followed = connect().follow({ from: ready });
  await followed.until(() => followed.kinds.includes("ready"));
  expect(followed.kinds.filter((kind) => kind !== "events")).toEqual(["ready"]);
  expect(followed.seqs).toEqual([2, 3, 4]);
});

it("takes a board instead of a replay of more than 500 events", async () => {
  const { ada, projectId, database, connect } = scene;
  await createTasks(ada, projectId, 1);
  const before = connect().follow();
  await before.until(() => before.kinds.includes("ready"));
  const ready = before.items.at(-1);
  before.close();
  if (ready?.kind !== "ready") throw new Error("Ready comes last.");
  await backfill(database.url, projectId, 1_500);
  // A cursor beyond what the server has read makes it look.
  const other = connect().follow();
  await other.until(() => other.kinds.includes("ready"));
  const followed = connect().follow({ from: ready });
  await followed.until(() => followed.kinds.includes("ready"));
  expect(followed.kinds.filter((kind) => kind !== "events")).toEqual(["board", "ready"]);
  expect(followed.items.findLast(({ kind }) => kind === "board")).toMatchObject({
    startsOver: false,
    board: { seq: 1_502 },
  });
  expect(followed.seqs.length).toBeLessThan(502);
  await createTasks(ada, projectId, 1);
  await followed.until(() => followed.seqs.at(-1) === 1_503);
});

it("starts over when the server has another history", async () => {
  const { ada, projectId, connect } = scene;
  await createTasks(ada, projectId, 3);
  const link = connect();
  for (const from of [
    { seq: 3, cursor: "project.3.0123456789abcdef" },
    { seq: 9, cursor: "project.9.0123456789abcdef" },
  ]) {
    const followed = link.follow({ from });
    await followed.until(() => followed.kinds.includes("ready"));
    expect(followed.kinds).toEqual(["board", "ready"]);
    expect(followed.items[0]).toMatchObject({ startsOver: true, board: { seq: 4 } });
    followed.close();
  }
});

it("takes a board where the stored cursor is malformed", async () => {
  const followed = scene.connect().follow({ from: { seq: 3, cursor: "nonsense" } });
  await followed.until(() => followed.kinds.includes("ready"));
  expect(followed.kinds).toEqual(["board", "ready"]);
});

it("ends when the project is deleted, after its last change", async () => {
  const { ada, projectId, connect } = scene;
  const followed = connect().follow();
  await followed.until(() => followed.kinds.includes("ready"));
  await ada.expect(DeleteProjectDocument, { input: { projectId } });
  await followed.until(() => followed.kinds.includes("ended"));
  expect(followed.items.slice(-2)).toMatchObject([
    { kind: "events", events: [{ __typename: "ProjectDeleted" }] },
    { kind: "ended", reason: "deleted" },
  ]);
});

it("ends when the person is removed, and finds nothing later", async () => {
  const { ada, projectId, instance, connect } = scene;
  const grace = await instance.person("grace");
  await addMember(ada, projectId, grace);
  const link = connect({ subject: "grace", getToken: () => grace.token });
  const followed = link.follow();
  await followed.until(() => followed.kinds.includes("ready"));
  await ada.expect(RemoveMemberDocument, { input: { projectId, userId: grace.id } });
  await followed.until(() => followed.kinds.includes("ended"));
  expect(followed.items.at(-1)).toMatchObject({ kind: "ended", reason: "removed" });
  const later = link.follow();
  await later.until(() => later.kinds.includes("ended"));
  expect(later.items).toMatchObject([{ kind: "ended", reason: "not-found" }]);
});

it("looks twice before it believes that a project is gone", async () => {
  const { ada, projectId, instance, connect } = scene;
  let answers = 0;
  const doubtful: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    answers += 1;
    if (answers > 1) return response;
    const error = { message: "Not found.", extensions: { code: "NOT_FOUND" } };
    return new Response(JSON.stringify({ data: { project: null }, errors: [error] }));
  };
  const grace = await instance.person("grace");
  await addMember(ada, projectId, grace);
  const followed = connect({ subject: "grace", getToken: () => grace.token, fetch: doubtful }).follow();
  await followed.until(() => followed.kinds.includes("ready"));
  expect(followed.kinds).toEqual(["board", "ready"]);
});

it("tells who is there", async () => {
  const { ada, projectId, instance, connect } = scene;
  const grace = await instance.person("grace");
  await addMember(ada, projectId, grace);
  const followed = connect().follow({ announce: true });
  await followed.until(() => followed.kinds.includes("ready"));
  const other = connect({ subject: "grace", getToken: () => grace.token }).follow({ announce: true });
  await followed.until(() => presentOf(followed.items).join() === "ada,grace");
  other.close();
  await followed.until(() => presentOf(followed.items).join() === "ada");
});

it("halves its page when an answer is too large", async () => {
  const { ada, projectId, connect } = scene;
  const description = "漢".repeat(60_000);
  for (const _ of range(1, 10)) {
    await Promise.all(
      range(1, 10).map(() => ada.expect(CreateTaskDocument, { input: { projectId, title: "Large", description } })),
    );
  }
  const sizes: number[] = [];
  const noting: typeof fetch = (input, init) => {
    sizes.push(JSON.parse(String(init?.body)).variables.first);
    return fetch(input, init);
  };
  const followed = connect({ fetch: noting }).follow();
  await followed.until(() => followed.kinds.includes("ready"));
  const board = followed.items.find((item) => item.kind === "board");
  expect(board?.board.tasks).toHaveLength(100);
  expect(sizes.slice(0, 2)).toEqual([100, 50]);
});

function presentOf(items: ReturnType<ReturnType<typeof scene.connect>["follow"]>["items"]): string[] {
  const last = items.findLast((item) => item.kind === "ready" || item.kind === "presence");
  return last && "present" in last ? last.present.map(({ user }) => user.name).sort() : [];
}

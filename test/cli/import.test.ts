import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImportOptions, importFile } from "../../src/cli/import/import-file.ts";
import { readPeople, readStatuses } from "../../src/cli/import/words.ts";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given, seqOf } from "../support/board.ts";
import { BoardDocument, CreateAccessTokenDocument, TaskDetailDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { startLockstep } from "./run-lockstep.ts";
import { trelloBoard } from "./trello-board.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  ada = await instance.person("ada");
  grace = await instance.person("grace");
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

interface Flags extends Partial<Pick<ImportOptions, "source" | "isDry" | "skipsFaults">> {
  readonly statuses?: string;
  readonly people?: string;
  readonly by?: Person;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, all: number) => void;
}

function run({ projectId }: Pick<Board, "projectId">, file: string | Uint8Array, flags: Flags = {}) {
  const { source = "csv", isDry = false, skipsFaults = false, by = ada } = flags;
  const bytes = typeof file === "string" ? Buffer.from(file) : file;
  const names = { statuses: readStatuses(flags.statuses), people: readPeople(flags.people) };
  const options = { source, bytes, url: instance.url, token: by.token, projectId, isDry, skipsFaults, ...names };
  return importFile(options, flags.onProgress ?? (() => {}), flags.signal ?? new AbortController().signal);
}

async function tasksOf({ projectId }: Pick<Board, "projectId">) {
  const { project } = await ada.expect(BoardDocument, { projectId, first: 100 });
  return given(project).tasks.nodes.map(({ title, description, status, priority, dueAt, assignee, labels }) => ({
    ...{ title, description, status, priority, dueAt, assignee: assignee?.name ?? null },
    labels: labels.map(({ name, color }) => `${name} ${color}`),
  }));
}

const rows = (count: number) => ["Title", ...range(1, count).map((number) => `Task ${number}`)].join("\n");

describe("import csv", () => {
  it("keeps the documented columns, tells what it leaves out, and changes nothing the second time", async () => {
    const board = await createBoard(ada);
    await board.addMember(grace, "MEMBER");
    await board.createLabel("Bug");
    const file = [
      "Name;Notes;State;Priority;Assignee;Tags;Deadline;Estimate",
      `Buy milk;"Two
lines; ""quoted""";doing;critical;${grace.email};"bug, Next week";2026-12-01;3`,
      "'=1+1;;;;Grace;;2026-12-01T10:00:00+01:00;",
      "Buy milk;;;;nobody;;;",
      "Buy milk;;;;nobody;;;",
      ";;;;;;;",
    ].join("\r\n");
    const dry = await run(board, file, { isDry: true });
    expect(dry).toMatchObject({
      ...{ project: "Launch", dryRun: true, imported: { task: 4, label: 1, comment: 0 }, existing: 0, faults: [] },
      ...{ statuses: { IN_PROGRESS: 1, TODO: 3 }, strangers: { nobody: 2 } },
      leftOut: { 'cells of the column "Estimate"': 1 },
    });
    expect(await tasksOf(board)).toEqual([]);
    const done = await run(board, file);
    expect(done).toEqual({ ...dry, dryRun: false });
    const none = { description: null, priority: "NONE", dueAt: null, assignee: null, labels: [] };
    expect(await tasksOf(board)).toEqual([
      { ...none, title: "=1+1", status: "TODO", assignee: "grace", dueAt: "2026-12-01T09:00:00.000Z" },
      { ...none, title: "Buy milk", status: "TODO" },
      { ...none, title: "Buy milk", status: "TODO" },
      {
        ...{ title: "Buy milk", description: 'Two\nlines; "quoted"', status: "IN_PROGRESS", priority: "URGENT" },
        ...{ dueAt: "2026-12-01T00:00:00.000Z", assignee: "grace", labels: ["Bug BLUE", "Next week GRAY"] },
      },
    ]);
    const seq = await board.seq();
    expect(await run(board, file)).toMatchObject({ imported: { task: 0, label: 0, comment: 0 }, existing: 4 });
    // The same rows in another order, and by another person.
    const [head = "", ...lines] = file.split("\r\n");
    expect(await run(board, [head, ...lines.reverse()].join("\r\n"))).toMatchObject({ existing: 4 });
    expect(await run(board, file, { by: grace })).toMatchObject({ existing: 4, refused: [] });
    expect(await board.seq()).toBe(seq);
  });

  it("leaves a task alone that was deleted or edited since", async () => {
    const board = await createBoard(ada);
    await run(board, rows(3));
    const { project } = await ada.expect(BoardDocument, { projectId: board.projectId, first: 3 });
    await board.deleteTask(given(given(project).tasks.nodes[0]).id);
    const seq = await board.seq();
    expect(await run(board, rows(4))).toMatchObject({ imported: { task: 1 }, existing: 3, refused: [] });
    expect((await tasksOf(board)).map(({ title }) => title)).toEqual(["Task 2", "Task 3", "Task 4"]);
    expect(await board.seq()).toBe(seq + 1);
  });

  it("knows the tasks of the project by the ids that the board's CSV has", async () => {
    const board = await createBoard(ada);
    const { id } = await board.createTask({ title: "Of this project" });
    const file = `id,title\n${id},Of this project\n`;
    expect(await run(board, file)).toMatchObject({ imported: { task: 0 }, existing: 1 });
    const other = await createBoard(ada);
    expect(await run(other, file)).toMatchObject({ imported: { task: 1 }, existing: 0 });
    expect(await run(other, file)).toMatchObject({ imported: { task: 0 }, existing: 1 });
  });

  it("goes on with an import that was interrupted after any request", async () => {
    for (const requests of [1, 2]) {
      const board = await createBoard(ada);
      const end = new AbortController();
      let told = 0;
      const onProgress = () => {
        told += 1;
        if (told === requests) end.abort(new Error("The import was interrupted. Run it again to go on."));
      };
      const interrupted = run(board, rows(210), { signal: end.signal, onProgress });
      await expect(interrupted).rejects.toThrow("Run it again to go on.");
      expect(await board.seq()).toBe(1 + requests * 100);
      expect(await run(board, rows(210))).toMatchObject({
        ...{ imported: { task: 210 - requests * 100 }, existing: requests * 100 },
      });
      const changes = await board.changesAfter(1);
      expect(changes.map((change) => ("task" in change && "title" in change.task ? change.task.title : ""))).toEqual(
        range(1, 210).map((number) => `Task ${number}`),
      );
    }
  });

  it("stops with one sentence where the project is full, and goes on when it has room", async () => {
    const board = await createBoard(ada);
    const limit = (tasks: number) =>
      administer(database.url, `UPDATE projects SET max_tasks = ${tasks} WHERE id = '${board.projectId}'`);
    await limit(3);
    await expect(run(board, rows(5))).rejects.toThrow(
      "The import stopped. The project is full: it may hold 3 tasks. Delete tasks, or ask the operator for a higher limit.",
    );
    expect(await tasksOf(board)).toHaveLength(3);
    await limit(5);
    expect(await run(board, rows(5))).toMatchObject({ imported: { task: 2 }, existing: 3, refused: [] });
    expect(await tasksOf(board)).toHaveLength(5);
  });

  it("goes on after the command was killed, live for a subscriber, by an access token that the history names", async () => {
    const board = await createBoard(ada);
    const { projectId } = board;
    const input = { name: "Import", scopes: ["READ" as const, "WRITE" as const], projectIds: [projectId] };
    const { createAccessToken } = await ada.expect(CreateAccessTokenDocument, { input });
    const args = ["import", "csv", "--url", instance.url, "--project", projectId, "--json"];
    const start = () => startLockstep([...args, "--token", given(createAccessToken).secret], {}, rows(2_000));
    const watched = ada.watch({ projectId });
    const first = start();
    await watched.until((message) => (seqOf(message) ?? 0) > 1);
    first.child.kill("SIGKILL");
    await first.ended;
    const { code, stdout } = await start().ended;
    expect(code).toBe(0);
    const { imported, existing } = JSON.parse(stdout);
    expect(imported.task + existing).toBe(2_000);
    await watched.until((message) => seqOf(message) === 2_001);
    watched.stop();
    const changes = await board.changesAfter(1);
    expect(changes.map(({ seq }) => seq)).toEqual(range(2, 2_001));
    expect(new Set(changes.map((change) => JSON.stringify(change).match(/Task \d+/)?.[0])).size).toBe(2_000);
  });
});

describe("import trello", () => {
  it("keeps what the guide lists, and counts what it leaves out", async () => {
    const board = await createBoard(ada);
    await board.addMember(grace, "MEMBER");
    const file = JSON.stringify(trelloBoard);
    const flags = { source: "trello", people: `Ada=${grace.email}`, statuses: "Wishes=Backlog" } as const;
    const dry = await run(board, file, { ...flags, isDry: true });
    expect(dry).toEqual({
      ...{ project: "Launch", dryRun: true, imported: { task: 3, label: 2, comment: 2 }, existing: 0 },
      ...{ statuses: { DONE: 1, IN_PROGRESS: 2 }, strangers: {}, faults: [], refused: [], blocked: false },
      leftOut: {
        "archived cards": 2,
        "templates of cards": 1,
        "cards without a list": 1,
        "values of custom fields": 2,
        "members of cards besides the first": 1,
        "entries of the board's history that are no comments": 1,
        "comments that the file lacks: Trello exports the newest 1,000 entries": 1,
      },
    });
    expect(await run(board, file, flags)).toEqual({ ...dry, dryRun: false });
    const { project } = await ada.expect(BoardDocument, { projectId: board.projectId, first: 10 });
    const nodes = given(project).tasks.nodes;
    expect(nodes.map(({ title, status, assignee, dueAt }) => [title, status, assignee?.name, dueAt])).toEqual([
      ["Card 1", "IN_PROGRESS", "grace", "2026-12-01T10:00:00.000Z"],
      ["Card 2", "IN_PROGRESS", "grace", null],
      ["Card 3", "DONE", undefined, null],
    ]);
    expect(nodes[0]?.labels.map(({ name, color }) => [name, color])).toEqual([
      ["Bug", "GREEN"],
      ["Sky", "TEAL"],
    ]);
    expect(nodes[2]?.description).toBe("### Later\n\n- [x] a\n- [ ] b\n\n- [Plan \\[1\\]](<https://example.com/a b>)");
    const { task } = await ada.expect(TaskDetailDocument, { taskId: given(nodes[1]).id, first: 10 });
    expect(given(task).comments.nodes.map(({ body }) => body)).toEqual([
      "Grace Hopper, 2026-11-01:\n\nThe first\nof two",
      "Grace Hopper, 2026-11-02:\n\nThe second",
    ]);
    const seq = await board.seq();
    expect(await run(board, file, flags)).toMatchObject({
      ...{ imported: { task: 0, label: 0, comment: 0 }, existing: 5, refused: [] },
    });
    expect(await board.seq()).toBe(seq);
  });

  it("tells a list of an unknown name, which becomes To do", async () => {
    const board = await createBoard(ada);
    const { statuses, leftOut } = await run(board, JSON.stringify(trelloBoard), { source: "trello", isDry: true });
    expect(statuses).toEqual({ DONE: 1, IN_PROGRESS: 2 });
    expect(leftOut).toMatchObject({ 'names of the list "Wishes", which is unknown: To do instead': 1 });
  });
});

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");

describe("encodings", () => {
  it.each<[string, Uint8Array]>([
    ["UTF-8 with a byte order mark", Buffer.from("\ufefftitle\nZwölf")],
    ["UTF-16, the low byte first", utf16("title\nZwölf")],
    ["UTF-16, the high byte first", utf16("title\nZwölf").swap16()],
  ])("%s is read", async (_name, bytes) => {
    const board = await createBoard(ada);
    expect(await run(board, bytes)).toMatchObject({ imported: { task: 1 } });
    expect(await tasksOf(board)).toMatchObject([{ title: "Zwölf" }]);
  });
});

describe("bad input", () => {
  const label = (number: number) => `Label ${number}`;

  it.each<[string, string | Uint8Array, Flags, string]>([
    ["an empty file", " \n", {}, "The file is empty. Nothing was imported."],
    ["Windows-1252", Buffer.from("title\nZw\xf6lf", "latin1"), {}, "The file is not valid UTF-8. Save it as UTF-8."],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0]), {}, "Save it as UTF-8. Nothing was imported."],
    ["UTF-16 without a mark", utf16("title\na").subarray(2), {}, "UTF-16 without a byte order mark. Save it as UTF-8."],
    ["no column for the title", "Id,Text\n1,2", {}, "The first line must name the columns, one of them title."],
    [
      "two columns for one part",
      "title,Name\n1,2",
      {},
      "Two columns stand for title: rename one. Nothing was imported.",
    ],
    ["an open quote", 'title\na\n"b\nc', {}, "Line 3 begins a row with a quote that is not closed."],
    ["text behind a quote", 'title\n"a\nb" c\nd', {}, "Line 2 begins a row with text after a closing quote."],
    [
      "rows that are no tasks",
      "title,status\na\n\n,Done\nb,Sleeping\nc,,d",
      {},
      [
        "Line 4: The title is empty.",
        'Line 5: The status "Sleeping" is unknown: name it by --statuses.',
        "Line 6: The row has 3 cells, more than the first line.",
        "Nothing was imported. Mend the file, or leave these items out by --skip-faults.",
      ].join("\n"),
    ],
    ["a wrong priority", "title,priority\na,soon", {}, 'Line 2: The priority "soon" is none of'],
    ["a day that is none", "title,due\na,2026-02-30", {}, 'Line 2: The due date "2026-02-30" is neither'],
    ["an id twice", "id,title\n1,a\n1,b", {}, 'Line 3: An earlier row has the id "1".'],
    ["a long title", `title\n${"a".repeat(501)}`, {}, "Line 2: The title is longer than 500 characters."],
    ["a long label", `title,labels\na,${"b".repeat(51)}`, {}, "Line 2: A label is longer than 50 characters."],
    ["many labels", `title,labels\na,"${range(1, 21).map(label)}"`, {}, "Line 2: There are more than 20 labels."],
    [
      "too many labels of all",
      `title,labels\n${range(1, 101)
        .map((number) => `a,${label(number)}`)
        .join("\n")}`,
      {},
      "The project would have 101 labels, and takes 100. Leave some out of the file. Nothing was imported.",
    ],
    ["CSV for Trello", "title\na", { source: "trello" }, "The file is not JSON, or was cut off. Nothing was imported."],
    ["another JSON", "[1]", { source: "trello" }, "The file is no board of Trello. Nothing was imported."],
    ["a changed board", '{"lists":[{}],"cards":[]}', { source: "trello" }, "no board of Trello: lists.0.id is missing"],
  ])("%s: a sentence, and nothing is imported", async (_name, file, flags, sentence) => {
    const board = await createBoard(ada);
    await expect(run(board, file, flags)).rejects.toThrow(sentence);
    expect(await board.seq()).toBe(1);
  });

  it("a dry run tells every fault of a line and that a run imports nothing, and ends as the run does", async () => {
    const board = await createBoard(ada);
    const file = "title,status,due\na,Sleeping,soon\n,,\n\n b,Done,2026-02-30\nc,Done,\n";
    const dry = ["--url", instance.url, "--project", board.projectId, "--token", ada.token, "--dry-run"];
    const start = (...flags: string[]) => startLockstep(["import", "csv", ...dry, ...flags], {}, file).ended;
    const [blocked, skipping] = await Promise.all([start(), start("--skip-faults")]);
    const made = "1 task, 0 labels and 0 comments into Launch.";
    expect(blocked.stdout.split("\n")).toEqual([
      `A run without --dry-run imports nothing: 3 faults. With --skip-faults it imports ${made}`,
      "Tasks of the file by status: DONE 1.",
      'Line 2: The status "Sleeping" is unknown: name it by --statuses.',
      'Line 2: The due date "soon" is neither a day (2026-11-30) nor a time of ISO 8601.',
      'Line 5: The due date "2026-02-30" is neither a day (2026-11-30) nor a time of ISO 8601.',
      "",
    ]);
    expect(skipping.stdout).toContain(`A run without --dry-run imports ${made}\n`);
    expect([blocked.code, skipping.code]).toEqual([1, 0]);
    expect(await board.seq()).toBe(1);
  });

  it("rows that are no tasks can be left out", async () => {
    const board = await createBoard(ada);
    const report = await run(board, "id,title\n1,a\n1,b\n2,\n3,c", { skipsFaults: true });
    expect(report).toMatchObject({ imported: { task: 2 }, faults: [{ place: "Line 3" }, { place: "Line 4" }] });
    expect((await tasksOf(board)).map(({ title }) => title)).toEqual(["a", "c"]);
  });

  it("a viewer, a stranger, a wrong token and a token without WRITE import nothing", async () => {
    const board = await createBoard(ada);
    await expect(run(board, rows(1), { by: grace })).rejects.toThrow("grace cannot read the project: NOT_FOUND");
    await board.addMember(grace, "VIEWER");
    await expect(run(board, rows(1), { by: grace })).rejects.toThrow("an import needs the role MEMBER");
    await expect(run(board, rows(1), { by: { ...ada, token: "lst_x" } })).rejects.toThrow("does not take the token");
    const input = { name: "Reader", scopes: ["READ" as const] };
    const { createAccessToken } = await ada.expect(CreateAccessTokenDocument, { input });
    const token = given(createAccessToken).secret;
    await expect(run(board, rows(1), { by: { ...ada, token } })).rejects.toThrow(/The import stopped \(FORBIDDEN/);
    expect(await board.seq()).toBe(2);
  });

  it.each([
    ["--statuses", () => readStatuses("Ideas=SLEEPING")],
    ["--people", () => readPeople("ada=nobody")],
  ])("%s: a sentence with a sample", (flag, read) => {
    expect(read).toThrow(`${flag} must be names with`);
  });
});

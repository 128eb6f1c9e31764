import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccessToken } from "../support/access-token.ts";
import { type Board, createBoard, required } from "../support/board.ts";
import { collect } from "../support/collect.ts";
import {
  BoardDocument,
  DeleteProjectDocument,
  DeleteTaskDocument,
  FocusDocument,
  type FocusInput,
  type TaskField,
} from "../support/generated/graphql.ts";
import { openPerson, type Person } from "../support/person.ts";
import { openTab } from "../support/tab.ts";
import { startTrio, type Trio } from "../support/trio.ts";

let trio: Trio;
let ada: Person;
let grace: Person;
let board: Board;
let taskId: string;

beforeAll(async () => {
  trio = await startTrio({ PRESENCE_GRACE_SECONDS: "1" });
  const [here, there] = trio.instances;
  [ada, grace] = await Promise.all([here.person("ada"), there.person("grace")]);
  board = await createBoard(ada);
  await board.addMember(grace, "VIEWER");
  taskId = (await board.createTask()).id;
});

afterAll(async () => {
  await trio.close();
});

it("focus reaches everybody in the project, whichever instance is told, and ends with the person's presence", async () => {
  const { projectId } = board;
  const [here, there, elsewhere] = trio.instances;
  const onlookers = await Promise.all(
    [here, there, elsewhere].map(({ url }) => openTab(url, ada, { projectId, announce: false })),
  );
  const tab = await openTab(there.url, grace, { projectId });
  for (const onlooker of onlookers) await onlooker.untilHeard("+grace");

  // By HTTP, and to an instance that does not have the person's subscription.
  const graceElsewhere = await elsewhere.person("grace");
  await graceElsewhere.expect(FocusDocument, { input: { projectId, taskId, field: "COMMENTS" } });
  for (const onlooker of [...onlookers, tab]) await onlooker.untilHeard(`grace at ${taskId} COMMENTS`);
  const { project } = await ada.expect(BoardDocument, { projectId });
  expect(required(project).present).toMatchObject([
    { user: { id: grace.id }, focusedTaskId: taskId, focusedField: "COMMENTS" },
  ]);
  const later = await openTab(elsewhere.url, ada, { projectId, announce: false });
  expect(later.found).toEqual(["grace"]);

  tab.close();
  for (const onlooker of onlookers) await onlooker.untilHeard("-grace");
  for (const onlooker of [...onlookers, later]) {
    onlooker.check();
    onlooker.close();
  }
});

it("focus of a socket ends with it, and that of a device with its last subscription; the newest of the others shows", async () => {
  const { projectId } = board;
  const [here, there, elsewhere] = trio.instances;
  const onlooker = await openTab(here.url, ada, { projectId, announce: false });
  const heard: string[] = [];
  const expectHeard = async (change: string) => {
    heard.push(change);
    await onlooker.until(() => onlooker.heard.length === heard.length);
    expect(onlooker.heard).toEqual(heard);
  };
  // Two sockets with the same token.
  const windows = await Promise.all([there, there].map(({ url }) => openPerson(url, grace.token)));
  const [first, second] = windows as [Person, Person];
  const subscriptions = windows.map((each) => each.watch({ projectId, announce: true }));
  for (const { next } of subscriptions) await next();
  await expectHeard("+grace");
  // Another device, whose requests go to instances that do not have its subscription.
  const { secret } = await createAccessToken(grace);
  const phone = await openPerson(elsewhere.url, secret);
  const onPhone = phone.watch({ projectId, announce: true });
  await onPhone.next();

  const tell = ({ socket }: Person, field: TaskField) =>
    collect(socket, FocusDocument, { input: { projectId, taskId, field } }).ended();
  await tell(first, "TITLE");
  await expectHeard(`grace at ${taskId} TITLE`);
  await (await openPerson(here.url, secret)).expect(FocusDocument, { input: { projectId, taskId, field: "COMMENTS" } });
  await expectHeard(`grace at ${taskId} COMMENTS`);
  await tell(second, "DESCRIPTION");
  await expectHeard(`grace at ${taskId} DESCRIPTION`);

  await second.leave();
  await expectHeard(`grace at ${taskId} COMMENTS`);
  onPhone.stop();
  await expectHeard(`grace at ${taskId} TITLE`);
  await first.leave();
  await onlooker.untilHeard("-grace");
  onlooker.check();
  onlooker.close();
  await phone.leave();
});

it("focus shows nobody who does not announce", async () => {
  const { projectId } = board;
  const [here, there] = trio.instances;
  const onlooker = await openTab(here.url, ada, { projectId, announce: false });
  const hidden = await openTab(there.url, grace, { projectId, announce: false });
  await grace.expect(FocusDocument, { input: { projectId, taskId } });
  const shown = await openTab(there.url, ada, { projectId });
  await onlooker.untilHeard("+ada");
  expect(onlooker.heard).toEqual(["+ada"]);
  for (const tab of [onlooker, hidden, shown]) tab.close();
});

describe("focus refuses", () => {
  it.each<[string, () => Promise<Partial<FocusInput>>, string]>([
    ["a task of a project without the viewer", async () => ({ taskId: await makeForeignTask() }), "NOT_FOUND"],
    ["a task of another project of the viewer", async () => ({ taskId: await makeForeignTask(grace) }), "NOT_FOUND"],
    ["a task that was deleted", async () => ({ taskId: await makeDeletedTask() }), "NOT_FOUND"],
    ["a task that does not exist", async () => ({ taskId: randomUUID() }), "NOT_FOUND"],
    ["a deleted project", async () => ({ projectId: await makeDeletedProject() }), "NOT_FOUND"],
    ["a malformed task id", async () => ({ taskId: "task" }), "NOT_FOUND"],
    ["a project without the viewer", async () => ({ projectId: (await createBoard(ada)).projectId }), "NOT_FOUND"],
    ["a field without a task", async () => ({ field: "TITLE" }), "BAD_USER_INPUT"],
    ["a field that no task has", async () => ({ taskId, field: "BODY" as TaskField }), "BAD_USER_INPUT"],
  ])("%s", async (_, prepare, code) => {
    const { errors } = await grace.request(FocusDocument, {
      input: { projectId: board.projectId, ...(await prepare()) },
    });
    expect(errors?.map(({ extensions }) => extensions?.["code"])).toEqual([code]);
  });
});

async function makeForeignTask(owner: Person = ada): Promise<string> {
  return (await (await createBoard(owner)).createTask()).id;
}

async function makeDeletedTask(): Promise<string> {
  const { id } = await board.createTask();
  await ada.expect(DeleteTaskDocument, { input: { taskId: id } });
  return id;
}

async function makeDeletedProject(): Promise<string> {
  const { projectId } = await createBoard(grace);
  await grace.expect(DeleteProjectDocument, { input: { projectId } });
  return projectId;
}

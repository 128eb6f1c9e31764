import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { applyChangesText } from "../../../client/generated/changes-text.ts";
import { addMemberText, removeMemberText, updateMemberRoleText } from "../../../client/generated/document-texts.ts";
import type { InboxPageQuery, ProjectRole } from "../../../client/generated/graphql.ts";
import { inboxPageText } from "../../../client/generated/person-texts.ts";
import { answerRequest } from "../../../client/testing/answer-request.ts";
import { FakeServer, RequestError } from "../../../client/testing/index.ts";
import { createBoard } from "../../support/board.ts";
import { document } from "../../support/document.ts";
import { type Instance, startInstance } from "../../support/instance.ts";
import type { Person } from "../../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { badChanges, type NamedChange, scenarios } from "./scenarios.ts";

const roles: Readonly<Record<string, ProjectRole>> = {
  ada: "OWNER",
  amy: "ADMIN",
  bob: "MEMBER",
  cyd: "MEMBER",
  eve: "VIEWER",
};
const names = [...Object.keys(roles), "zoe"];

/** Answer of one of the two servers: the error of the whole request, or the result of each change. */
type Answered = object;

let database: TestDatabase;
let instance: Instance;
const people = new Map<string, Person>();

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  for (const name of names) people.set(name, await instance.person(name));
}, 120_000);

afterAll(async () => {
  await instance.close();
  await database.close();
});

it.each(Object.entries(scenarios))("%s", async (_name, steps) => {
  const servers = await openProjects();
  for (const [who, ...changes] of steps) {
    const [fake, real] = await servers.apply(who, changes);
    expect(fake).toEqual(real);
  }
});

it("changes that do not validate are refused in the same words", async () => {
  const servers = await openProjects();
  await servers.apply("ada", [
    { createTask: { id: "task", title: "Task" } },
    { createComment: { id: "comment", taskId: "task", body: "Comment" } },
    { createLabel: { id: "label", name: "Label", color: "RED" } },
  ]);
  for (const changes of badChanges) {
    const [fake, real] = await servers.apply("ada", changes);
    expect.soft(fake, JSON.stringify(changes).slice(0, 300)).toEqual(real);
  }
});

it("an id that an item of another project has, or had, is taken", async () => {
  const server = new FakeServer(listUsers());
  const [first, second] = [await openProjects(server), await openProjects(server)];
  const [taskId, labelId, commentId] = [randomUUID(), randomUUID(), randomUUID()];
  const task = { createTask: { id: `!${taskId}`, title: "Task" } };
  const label = { createLabel: { id: `!${labelId}`, name: "Label", color: "RED" } };
  const comment = (on: string) => ({ createComment: { id: `!${commentId}`, taskId: on, body: "Comment" } });
  await first.apply("bob", [task, label, comment(`!${taskId}`)]);
  const takeOver = async () => {
    for (const who of ["bob", "cyd"]) {
      const [fake, real] = await second.apply(who, [task, label, comment("own")]);
      expect(fake).toEqual(real);
      expect(fake).toEqual(Array(3).fill(expect.objectContaining({ __typename: "ChangeRefused" })));
    }
  };
  await second.apply("bob", [{ createTask: { id: "own", title: "Own" } }]);
  await takeOver();
  await first.apply("bob", [{ deleteTask: { taskId: `!${taskId}` } }, { deleteLabel: { labelId: `!${labelId}` } }]);
  await takeOver();
});

/** Requests about members, one after the other; people by name. */
const memberSteps: readonly (readonly [who: string, document: string, input: Readonly<Record<string, string>>])[] = [
  ["amy", updateMemberRoleText, { userId: "amy", role: "OWNER" }],
  ["amy", updateMemberRoleText, { userId: "ada", role: "MEMBER" }],
  ["amy", updateMemberRoleText, { userId: "bob", role: "OWNER" }],
  ["amy", removeMemberText, { userId: "ada" }],
  ["amy", addMemberText, { userId: "zoe", role: "OWNER" }],
  ["ada", updateMemberRoleText, { userId: "amy", role: "KING" }],
  ["ada", updateMemberRoleText, { userId: "ada", role: "ADMIN" }],
  ["ada", removeMemberText, { userId: "ada" }],
  ["ada", updateMemberRoleText, { userId: "zoe", role: "MEMBER" }],
  ["ada", updateMemberRoleText, { userId: "nobody", role: "MEMBER" }],
  ["ada", removeMemberText, { userId: "zoe" }],
  ["ada", addMemberText, { userId: "nobody", role: "MEMBER" }],
  ["ada", addMemberText, { email: "nobody@example.com", role: "MEMBER" }],
  ["ada", addMemberText, { role: "MEMBER" }],
  ["ada", addMemberText, { userId: "bob", role: "VIEWER" }],
  ["bob", addMemberText, { userId: "zoe", role: "VIEWER" }],
  ["bob", removeMemberText, { userId: "cyd" }],
  ["eve", updateMemberRoleText, { userId: "eve", role: "MEMBER" }],
  ["zoe", removeMemberText, { userId: "zoe" }],
  ["zoe", addMemberText, { userId: "zoe", role: "VIEWER" }],
  ["eve", removeMemberText, { userId: "eve" }],
  ["amy", updateMemberRoleText, { userId: "bob", role: "MEMBER" }],
  ["amy", addMemberText, { userId: "zoe", role: "ADMIN" }],
  ["ada", updateMemberRoleText, { userId: "zoe", role: "OWNER" }],
  ["ada", removeMemberText, { userId: "ada" }],
  ["zoe", removeMemberText, { userId: "amy" }],
];

it("members are added, changed and removed by the same rules", async () => {
  const servers = await openProjects();
  for (const [who, text, input] of memberSteps) {
    const [fake, real] = await servers.ask(who, text, input);
    expect.soft(fake, JSON.stringify([who, text.slice(9, 25), input])).toEqual(real);
  }
});

/** Changes of which people are told; people by name. */
const toldSteps: readonly (readonly [who: string, ...changes: readonly NamedChange[]])[] = [
  ["ada", { createTask: { id: "task", title: "Task", description: "[@Bob](user:bob) and [@Zoe](user:zoe)" } }],
  ["ada", { updateTask: { taskId: "task", assigneeId: "cyd" } }],
  ["cyd", { updateTask: { taskId: "task", assigneeId: "cyd", title: "By cyd, to cyd" } }],
  ["bob", { createComment: { id: "one", taskId: "task", body: "One\n\n[@Ada \\[A\\]](user:ada), look" } }],
  ["amy", { createComment: { id: "two", taskId: "task", body: `${"Long ".repeat(60)}[@Eve](user:eve)` } }],
  ["amy", { updateComment: { commentId: "two", body: "[@Eve](user:eve) [@Bob](user:bob) [@Amy](user:amy)" } }],
  ["ada", { updateTask: { taskId: "task", description: "[@Bob](user:bob) [@Cyd](user:cyd)", assigneeId: "bob" } }],
  ["ada", { createTask: { id: "other", title: "Other", assigneeId: "ada" } }],
];

it("people are told of the same", async () => {
  const server = new FakeServer(listUsers());
  const servers = await openProjects(server);
  const before = new Map<string, number>();
  for (const name of names) before.set(name, (await readInbox(name)).length);
  for (const [who, ...changes] of toldSteps) await servers.apply(who, changes.map(namePeople));
  let count = 0;
  for (const name of names) {
    const real = (await readInbox(name)).slice(0, -(before.get(name) ?? 0) || undefined);
    const fake = server.inboxOf(requirePerson(name).id).page.notices.nodes;
    expect.soft(fake.map(describeNotice), name).toEqual(real.map(describeNotice));
    count += real.length;
  }
  expect(count).toBe(11);
});

async function readInbox(name: string): Promise<readonly object[]> {
  const inbox = document<InboxPageQuery, { readonly first: number }>(inboxPageText);
  return (await requirePerson(name).expect(inbox, { first: 100 })).viewer.notices.nodes;
}

/** Leaves out what time decides. */
function describeNotice(notice: object): object {
  return { ...notice, seq: undefined, at: undefined, project: undefined };
}

/** Replaces the names of people in texts by their ids. */
function namePeople(change: NamedChange): NamedChange {
  const text = JSON.stringify(change).replace(/user:(\w+)/g, (_, name: string) => `user:${requirePerson(name).id}`);
  return JSON.parse(text) as NamedChange;
}

function listUsers() {
  return names.map((name) => {
    const { id, email } = requirePerson(name);
    return { id, name, email };
  });
}

/** A project with the same members on both servers. */
async function openProjects(server = new FakeServer(listUsers())) {
  const owner = requirePerson("ada");
  const board = await createBoard(owner);
  const users = listUsers();
  const [ada] = users;
  if (!ada) throw new Error("Ada is there.");
  const byId = Object.fromEntries(Object.entries(roles).map(([name, role]) => [requirePerson(name).id, role]));
  const project = server.addProject({ id: board.projectId, members: byId });
  for (const [name, role] of Object.entries(roles))
    if (name !== "ada") await board.addMember(requirePerson(name), role);
  const offset = project.seq - (await board.seq());
  const ids = new Map<string, string>();
  const toId = (name: string) => {
    const id = ids.get(name) ?? randomUUID();
    ids.set(name, id);
    return id;
  };

  return {
    /** Sends a request about members to both. Names of people become ids. */
    async ask(who: string, text: string, input: Readonly<Record<string, string>>) {
      const { userId } = input;
      const named = userId === undefined ? {} : { userId: people.get(userId)?.id ?? toId(userId) };
      const variables = { input: { projectId: board.projectId, ...input, ...named } };
      const { data, errors } = await requirePerson(who).request(document<object, object>(text), variables);
      const real = errors ? describeErrors(errors) : withoutOffset(data ?? {}, 0);
      const viewer = server.person(requirePerson(who).id);
      const fake = describeOutcome(() => [withoutOffset(answerRequest(server, viewer, text, variables), offset)]);
      return [fake, errors ? real : [real]];
    },
    /** Sends the changes to both. Names of items and people become ids. */
    async apply(who: string, changes: readonly NamedChange[]): Promise<readonly [fake: Answered, real: Answered]> {
      const { projectId } = board;
      const sent = changes.map((change) => nameIds(change, toId));
      const inProject = sent.map((change) =>
        Object.fromEntries(
          Object.entries(change).map(([kind, input]) => [
            kind,
            /^create[TL]/.test(kind) ? { ...input, projectId } : input,
          ]),
        ),
      );
      const { data, errors } = await requirePerson(who).request(document<RealData, object>(applyChangesText), {
        input: { projectId, changes: inProject },
      });
      const wasAsked = users.find(({ name }) => name === who);
      if (!wasAsked) throw new Error(`${who} is nobody.`);
      const real = errors
        ? describeErrors(errors)
        : data?.applyChanges?.results.map((result) => describeResult(result));
      const fake = describeOutcome(() => project.applyChanges(wasAsked, inProject)).map((result) =>
        describeResult(result, offset),
      );
      return [fake, real ?? []];
    },
  };
}

interface RealData {
  readonly applyChanges: { readonly results: readonly Result[] } | null;
}

type Result = Readonly<Record<string, unknown>>;

/** Answers of the fake server, or its error. */
function describeOutcome(ask: () => Result[]): Result[] {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { code, message, issues = [] } = error;
    return [describeError(code, message, issues)];
  }
}

/** Seq numbers of a payload begin with the project. */
function withoutOffset(data: object, offset: number): Result {
  const payloads = Object.entries(data as Readonly<Record<string, { seq: number }>>);
  return Object.fromEntries(payloads.map(([name, { seq }]) => [name, { seq: seq - offset }]));
}

/** Errors of variables come one by one, and the first tells the message. */
function describeErrors(errors: NonNullable<Awaited<ReturnType<Person["request"]>>["errors"]>): object {
  const issues = errors.flatMap(({ extensions }) => (extensions?.["issues"] ?? []) as Issue[]);
  const [first] = errors;
  return [describeError(first?.extensions?.["code"], first?.message ?? "", issues)];
}

type Issue = NonNullable<RequestError["issues"]>[number];

/** Leaves out what the client does not show of an error of a variable, and guesses at what was meant. */
function describeError(code: unknown, message: string, issues: readonly Issue[]): Result {
  // An issue of a variable is cut.
  const isCut =
    message.startsWith("Variable") ||
    issues.some((issue) => /^(Field|Value|Expected|Exactly|String|Int|ID|Enum)/.test(issue.message));
  const shorten = (text: string) =>
    text.replace(/^Variable "\$.*?" (got invalid value .*?)?at "[^"]*"; /s, "").replace(/ Did you mean .*\?$/, "");
  const told = issues.map(({ path, message: each }) => ({
    path,
    message: shorten(each).slice(0, isCut ? 30 : undefined),
  }));
  return { error: { code, message: shorten(message), issues: told } };
}

/** Leaves out what chance and time decide, and what the client does not select. */
function describeResult(result: Result, offset = 0): object {
  if ("error" in result) return result;
  const { __typename, code, message, currentVersion, seq, taskFields, commentFields, labelFields } = result;
  const isEdit = /^(Update|Move)|Conflict$/.test(String(__typename));
  const { task, comment, label } = (isEdit ? result : {}) as Readonly<Record<string, Result | undefined>>;
  const told = {
    ...{ __typename, code, message, currentVersion, taskFields, commentFields, labelFields },
    ...(typeof seq === "number" && !__typename?.toString().endsWith("Conflict") && { seq: seq - offset }),
    task: task && describeItem(task),
    comment: comment && describeItem(comment),
    label: label && describeItem(label),
  };
  return JSON.parse(JSON.stringify(told));
}

function describeItem({
  createdAt,
  updatedAt,
  createdSeq,
  projectId,
  taskId,
  createdBy,
  author,
  assignee,
  labels,
  ...item
}: Result): object {
  const nameOf = (person: unknown) => (person as { id?: string } | null | undefined)?.id ?? null;
  const marks = (labels as readonly Result[] | undefined)?.map(({ id, name, color, version }) => ({
    id,
    name,
    color,
    version,
  }));
  return { ...item, author: nameOf(author ?? createdBy), assignee: nameOf(assignee), labels: marks };
}

/** Replaces the names of items and people by ids; text that is no name stays. */
function nameIds(change: NamedChange, toId: (name: string) => string): Readonly<Record<string, Result>> {
  const replace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== "string" || value.startsWith("!")) return typeof value === "string" ? value.slice(1) : value;
    return people.get(value)?.id ?? toId(value);
  };
  const isId = (field: string) => /^id$|Ids?$|^following$/.test(field);
  return Object.fromEntries(
    Object.entries(change).map(([kind, input]) => [
      kind,
      Object.fromEntries(Object.entries(input).map(([field, value]) => [field, isId(field) ? replace(value) : value])),
    ]),
  );
}

function requirePerson(name: string): Person {
  const person = people.get(name);
  if (!person) throw new Error(`${name} is nobody.`);
  return person;
}

import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schema } from "../../schema/index.ts";
import { formatCursor } from "../../src/engine/log/cursor.ts";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import {
  BoardDocument,
  RemoveMemberDocument,
  UpdateLabelDocument,
  UpdateMemberRoleDocument,
  UpdateTaskDocument,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { isLongRun } from "../support/long-run.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { range } from "../support/range.ts";
import { recordStatements } from "../support/record-statements.ts";

let database: TestDatabase;
let instance: Instance;

beforeAll(async () => {
  database = await createTestDatabase();
  // Projects are not told of changed names meanwhile.
  instance = await startInstance(database.url, {}, { profileInterval: 3_600_000 });
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

function fieldsOf(type: GraphQLObjectType): GraphQLField<unknown, unknown>[] {
  return Object.values(type.getFields());
}

it("answers of different viewers share only these fields", () => {
  const marked = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      fieldsOf(type)
        .filter(({ extensions }) => extensions["ofState"])
        .map(({ name }) => `${type.name}.${name}`),
    );
  const ofPages = ["edges", "nodes", "pageInfo", "totalCount"];
  const pages = ["Activity", "Comment", "DeletedTask", "Member", "Notice", "Project", "Task", "WebhookDelivery"];
  expect(marked.toSorted()).toEqual(
    [
      ...["hasNextPage", "hasPreviousPage", "startCursor", "endCursor"].map((name) => `PageInfo.${name}`),
      ...pages.flatMap((page) => ofPages.map((name) => `${page}Connection.${name}`)),
      ...pages.flatMap((page) => ["cursor", "node"].map((name) => `${page}Edge.${name}`)),
      "Project.labels",
      "Project.members",
      "Project.tasks",
      "Task.comments",
    ].toSorted(),
  );
});

type IsSelected = (field: GraphQLField<unknown, unknown>) => boolean;

const everything: IsSelected = () => true;
const ofEvents: IsSelected = ({ extensions }) => Boolean(extensions["inEvents"] || extensions["inHistory"]);
const ofState: IsSelected = ({ extensions }) => Boolean(extensions["ofState"] || extensions["inEvents"]);

/** The beginning of the log where a field needs a cursor; null: it needs none. */
function requiredAfter({ args }: GraphQLField<unknown, unknown>): string | null {
  const isRequired = args.some((arg) => arg.name === "after" && isRequiredArgument(arg));
  return isRequired ? `"${formatCursor("project", { seq: 0, token: "0" })}"` : null;
}

/** Selects a field and all below it, one page of two in each list, and the project once. */
function select(field: GraphQLField<unknown, unknown>, isSelected = everything): string {
  const type = getNamedType(field.type);
  const values = Object.entries({ first: "2", after: requiredAfter(field) });
  const given = values.filter(([name, value]) => value !== null && field.args.some((arg) => arg.name === name));
  const args = given.length > 0 ? `(${given.map(([name, value]) => `${name}: ${value}`).join(", ")})` : "";
  if (isLeafType(type)) return field.name;
  if (type.name === "Project") return `${field.name} { id name seq viewerRole }`;
  if (field.name === "task") return `${field.name} { id title project { viewerRole } }`;
  if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`${field.name} has another kind of type.`);
  const below = isInterfaceType(type) ? ofEvents : isSelected;
  const fields = Object.values(type.getFields()).filter(below);
  return `${field.name}${args} { __typename ${fields.map((each) => select(each, below)).join(" ")} }`;
}

const project = schema.getType("Project") as GraphQLObjectType;

/** Each field of a project, with all that can be selected of it. */
const fields = fieldsOf(project).map((field) => select(field));

/** The part of each field that answers share, and all of all fields in one document. */
const selections = [
  ...fieldsOf(project)
    .filter(ofState)
    .map((field) => select(field, ofState)),
  fieldsOf(project)
    .map((field) => `${field.name}_: ${select(field)}`)
    .join(" "),
  "tasks(first: 1) { nodes { id } } ...More name ... on Project { tasks(first: 1) { totalCount } viewerRole }",
  'seq found: tasks(filter: { text: "first" }) { nodes { title } } labels { name @skip(if: true) id } __typename',
  "tasks { nodes { id } } __typename: id",
];

const all = [...fields, ...selections];

/** One change is enough for fields alone: what else is asked for matters to what is shared, not to what has changed. */
const usual = isLongRun ? all : selections;

/** Fields of either part that fail, beside those that do not. */
const failing = [
  'name tasks(after: "?") { nodes { id } } labels { id } viewerRole',
  'name deletedTasks(after: "?") { nodes { id } } tasks { nodes { id } } viewerRole',
  'a: deletedTasks(after: "?") { nodes { id } } b: tasks(after: "?") { nodes { id } }',
];

const more =
  "fragment More on Project { labels { id } tasks(first: 1) { nodes { title ...Deep } } } fragment Deep on Task { createdBy { name } }";

/** A directive at the project leaves the query whole: it is executed for its viewer alone. */
function query(selection: string, isAlone: boolean): string {
  const fragments = selection.includes("...More") ? more : "";
  return `query ($id: ID!) { me { id } project(id: $id) ${isAlone ? "@include(if: true)" : ""} { ${selection} } } ${fragments}`;
}

/** The text of an answer, without the ids of requests. */
async function ask({ token }: Pick<Person, "token">, projectId: string, text: string): Promise<string> {
  const response = await fetch(`${instance.url}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ query: text, variables: { id: projectId } }),
  });
  return (await response.text()).replaceAll(/"requestId":"[^"]*"/g, "").replaceAll(/"locations":\[[^\]]*\],?/g, "");
}

interface Scene {
  readonly board: Board;
  readonly taskId: string;
  readonly labelId: string;
  readonly people: Readonly<Record<"owner" | "admin" | "member" | "viewer" | "stranger" | "creator", Person>>;
}

async function createScene(name: string): Promise<Scene> {
  const [owner, admin, member, viewer, stranger, creator] = await Promise.all(
    ["owner", "admin", "member", "viewer", "stranger", "creator"].map((each) => instance.person(`${name}-${each}`)),
  );
  const people = {
    owner: given(owner),
    admin: given(admin),
    member: given(member),
    viewer: given(viewer),
    stranger: given(stranger),
    creator: given(creator),
  };
  const board = await createBoard(people.owner);
  await board.addMember(people.admin, "ADMIN");
  await board.addMember(people.member, "MEMBER");
  await board.addMember(people.viewer, "VIEWER");
  await board.addMember(people.creator, "MEMBER");
  const { id: labelId } = await board.createLabel("Red");
  const { id: taskId } = await board.createTask({ title: "First", labelIds: [labelId], assigneeId: people.creator.id });
  await board.createTask({ title: "Second" });
  await board.createComment(taskId);
  const { id: deleted } = await board.createTask({ title: "Deleted" });
  await board.deleteTask(deleted);
  return { board, taskId, labelId, people };
}

/** Changes after which no reader may be told of what was before. */
const changes: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  nothing: async () => {},
  "a task": ({ people, taskId }) =>
    people.owner.expect(UpdateTaskDocument, { input: { taskId, title: "First, again" } }),
  "a comment": ({ board, taskId }) => board.createComment(taskId, "Another"),
  "a label": ({ people, labelId }) => people.owner.expect(UpdateLabelDocument, { input: { labelId, name: "Blue" } }),
  "a role": ({ board, people }) =>
    people.owner.expect(UpdateMemberRoleDocument, {
      input: { projectId: board.projectId, userId: people.viewer.id, role: "ADMIN" },
    }),
  "a removed member": ({ board, people }) =>
    people.owner.expect(RemoveMemberDocument, { input: { projectId: board.projectId, userId: people.member.id } }),
  "the name of a member": ({ people }) =>
    administer(database.url, `UPDATE users SET name = 'Renamed' WHERE id = '${people.admin.id}'`),
  "the name of an assignee who has left": async ({ board, people }) => {
    const { id: userId } = people.creator;
    await people.owner.expect(RemoveMemberDocument, { input: { projectId: board.projectId, userId } });
    await readAll(board, Object.values(people));
    await administer(database.url, `UPDATE users SET name = 'Renamed', email = NULL WHERE id = '${userId}'`);
  },
  "an erased member": ({ people }) =>
    administer(
      database.url,
      `UPDATE users SET name = 'Deleted user', email = NULL, anonymized_at = now() WHERE id = '${people.admin.id}'`,
    ),
};

async function readAll({ projectId }: Board, readers: readonly Person[], chosen = usual): Promise<void> {
  await Promise.all(
    chosen.flatMap((selection) => readers.map((reader) => ask(reader, projectId, query(selection, false)))),
  );
}

it.each(failing)("an answer with errors is that of the viewer: %s", async (selection) => {
  const { board, people } = await createScene(`failing-${failing.indexOf(selection)}`);
  const readers = [people.owner, people.viewer, people.stranger];
  const askAll = (isAlone: boolean) =>
    Promise.all(readers.map((each) => ask(each, board.projectId, query(selection, isAlone))));
  const alone = await askAll(true);
  expect(alone.every((answer) => answer.includes('"errors"'))).toBe(true);
  expect(await askAll(false)).toEqual(alone);
});

describe("an answer that is shared equals one that is executed for its viewer alone", () => {
  it.each(Object.entries(changes))("after a change of %s", async (name, change) => {
    const scene = await createScene(name.replaceAll(" ", "-"));
    const { board, people } = scene;
    const readers = Object.values(people);
    const chosen = name === "a task" ? all : usual;
    await readAll(board, readers, chosen);
    await change(scene);
    await Promise.all(
      chosen.map(async (selection) => {
        const alone = await Promise.all(readers.map((each) => ask(each, board.projectId, query(selection, true))));
        expect(alone[0]).not.toContain('"errors"');
        const askAll = () => Promise.all(readers.map((each) => ask(each, board.projectId, query(selection, false))));
        // First they share an execution, then they get what was kept.
        expect(await askAll()).toEqual(alone);
        expect(await askAll()).toEqual(alone);
      }),
    );
    const [owner, ...others] = await Promise.all(
      readers.map((each) => ask(each, board.projectId, query("viewerRole tasks { nodes { title } }", false))),
    );
    expect(owner).toContain('"viewerRole":"OWNER"');
    expect(others.filter((answer) => answer.includes('"viewerRole":"OWNER"'))).toEqual([]);
    const stranger = await ask(people.stranger, board.projectId, query("tasks { nodes { title } }", false));
    expect(stranger).toContain("NOT_FOUND");
    expect(stranger).not.toContain("First");
  });
});

it("projects that are read together are each viewer's own", async () => {
  const scenes = await Promise.all([createScene("together-1"), createScene("together-2")]);
  const views = scenes.flatMap(({ board: { projectId } }) =>
    scenes.flatMap(({ people }) => Object.values(people).map((reader) => ({ reader, projectId }))),
  );
  const askEach = ({ reader, projectId }: (typeof views)[number]) =>
    ask(reader, projectId, query("id viewerRole", false));
  const alone: string[] = [];
  for (const view of views) alone.push(await askEach(view));
  expect(alone.filter((answer) => answer.includes("NOT_FOUND"))).toHaveLength(views.length / 2 + 2);
  let together: string[] = [];
  const statements = await recordStatements(async () => {
    together = await Promise.all(views.map(askEach));
  });
  expect(together).toEqual(alone);
  expect(statements.filter((name) => name === "project-find").length).toBeLessThan(views.length);
});

it("200 readers of one state cause few executions", async () => {
  const { board, people } = await createScene("crowd");
  const readers = [people.owner, people.admin, people.member, people.viewer];
  // The tokens are known from here on.
  await Promise.all(readers.map((reader) => reader.expect(BoardDocument, { projectId: board.projectId, first: 0 })));
  let answers: unknown[] = [];
  const statements = await recordStatements(async () => {
    answers = await Promise.all(
      range(1, 200).map(async (index) => {
        const reader = given(readers[index % readers.length]);
        const { project } = await reader.expect(BoardDocument, { projectId: board.projectId });
        return given(project).tasks;
      }),
    );
  });
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  const count = (name: string) => statements.filter((statement) => statement === name).length;
  // Memberships that are asked for in the same turn are read together.
  expect(count("project-find")).toBeLessThan(200);
  for (const name of ["task-list", "task-count", "label-list", "member-list", "member-count", "project-position"]) {
    expect(count(name)).toBeLessThanOrEqual(3);
  }
  expect(count("people-changed")).toBeLessThan(200);
});

import { randomUUID } from "node:crypto";
import { type GraphQLObjectType, isObjectType } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Mutation, Query, Subscription } from "../../client/generated/schema-types.ts";
import { createIsRead } from "../../schema/bound-tokens.ts";
import { schema } from "../../schema/index.ts";
import { everyMutation } from "../operations/every-mutation.ts";
import { createAccessToken } from "../support/access-token.ts";
import { type Board, createBoard } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import { collect } from "../support/collect.ts";
import { execute } from "../support/execute.ts";
import {
  BoardDocument,
  ChangesDocument,
  ProjectActivityDocument,
  ProjectsDocument,
  TaskDetailDocument,
  type TokenScope,
} from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { lineKinds } from "../support/lines.ts";
import type { MutationName } from "../support/mutation-name.ts";
import { type Answer, createSocket, openPerson, type Person, post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { simplestDocument } from "../support/simplest-document.ts";
import { transports } from "../support/transports.ts";

/** Kinds of tokens that are enough for a root field. */
type Kind = "read" | "write" | "limited";
type Rows<Root> = Readonly<Record<Exclude<keyof Root, "__typename">, readonly Kind[]>>;

const query: Rows<Query> = {
  me: ["read", "limited"],
  projects: ["read", "limited"],
  project: ["read", "limited"],
  task: ["read", "limited"],
  myTasks: ["read"],
  viewer: ["read"],
  accessTokens: [],
};

const mutation: Rows<Mutation> = {
  createAccessToken: [],
  revokeAccessToken: [],
  createProject: ["write"],
  focus: ["write", "limited"],
  updateProject: ["write", "limited"],
  deleteProject: ["write", "limited"],
  addMember: [],
  updateMemberRole: [],
  removeMember: [],
  createWebhook: [],
  updateWebhook: [],
  redeliver: [],
  deleteWebhook: [],
  inviteMember: [],
  revokeInvitation: [],
  acceptInvitation: [],
  createTask: ["write", "limited"],
  updateTask: ["write", "limited"],
  updateTaskStatus: ["write", "limited"],
  moveTask: ["write", "limited"],
  deleteTask: ["write", "limited"],
  restoreTask: ["write", "limited"],
  createComment: ["write", "limited"],
  updateComment: ["write", "limited"],
  deleteComment: ["write", "limited"],
  restoreComment: ["write", "limited"],
  createLabel: ["write", "limited"],
  updateLabel: ["write", "limited"],
  deleteLabel: ["write", "limited"],
  applyChanges: ["write", "limited"],
  markNoticesRead: ["write"],
};

const subscription: Rows<Subscription> = {
  projectActivity: ["read", "limited"],
  viewerActivity: ["read"],
};

const rows = Object.entries({ query, mutation, subscription }).flatMap(([operation, fields]) =>
  Object.entries(fields).map(([field, enough]) => [operation as keyof typeof roots, field, enough] as const),
);
const roots = {
  query: schema.getQueryType(),
  mutation: schema.getMutationType(),
  subscription: schema.getSubscriptionType(),
};

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let board: Board;
let other: Board;
/** Secrets by the kinds of tokens. */
let secrets: Readonly<Record<Kind, string>>;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  ada = await instance.person("ada");
  [board, other] = await Promise.all([createBoard(ada, "Reached"), createBoard(ada, "Out of reach")]);
  const secretOf = async (scopes: TokenScope[], projectIds?: string[]) =>
    (await createAccessToken(ada, { scopes, projectIds: projectIds ?? null })).secret;
  secrets = {
    read: await secretOf(["READ"]),
    write: await secretOf(["WRITE"]),
    limited: await secretOf(["READ", "WRITE"], [board.projectId]),
  };
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

describe.each(rows)("%s %s", (operation, name, enough) => {
  it.each(["HTTP", "WebSocket"])("takes only the access tokens that are enough, over %s", async (transport) => {
    const field = roots[operation]?.getFields()[name];
    if (!field) throw new Error(`The schema has no ${operation} ${name}.`);
    // A subscription is refused there whatever the token.
    if (operation === "subscription" && transport === "HTTP") return;
    for (const [kind, secret] of Object.entries(secrets)) {
      const text = simplestDocument(operation, field);
      const answer = await send(transport, secret, text);
      const refusal = answer.errors?.find(({ message }) => /access token/.test(message));
      expect(refusal?.extensions?.["code"], kind).toBe(enough.includes(kind as Kind) ? undefined : "FORBIDDEN");
    }
  });
});

async function send(transport: string, secret: string, query: string): Promise<Answer<unknown>> {
  if (transport === "HTTP") return post(instance.url, secret, { query });
  const socket = createSocket(instance.url, secret);
  const answer = await execute(socket, { query });
  await socket.dispose();
  return answer;
}

describe("an access token without READ", () => {
  it("may select only fields that are answered without a read, by all types of the schema", () => {
    const isRead = createIsRead(schema);
    const isRoot = (type: GraphQLObjectType) => Object.values(roots).includes(type);
    const fields = Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type) && !type.name.startsWith("__") && !isRoot(type))
      .flatMap((type) => Object.values((type as GraphQLObjectType).getFields()).map((field) => ({ type, field })));
    const open = fields.filter(({ type, field }) => !isRead(type, field));
    expect(open.map(({ type, field }) => `${type}.${field.name}`)).toEqual(
      expect.arrayContaining(["CreateTaskPayload.task", "Task.title", "User.name", "TaskConflict.task"]),
    );
    for (const { field } of open) {
      // graphql-js reads the property of the parent where there is no resolver.
      field.resolve?.(anything, {}, withoutReads, Object(anything));
    }
  });

  it.each([
    ["Task.project", "createTask", "task { project { name } }"],
    ["Task.comments", "createTask", "task { ... on Task { comments { totalCount } } }"],
    ["Task.project", "createTask", "... on CreateTaskPayload { task { ...Deep } }"],
    ["Project.members", "updateProject", "... on UpdateProjectPayload { project { members { totalCount } } }"],
  ])("is refused %s below %s before anything is changed: %s", async (name, mutation, selection) => {
    const before = await board.seq();
    const input =
      mutation === "createTask"
        ? `projectId: "${board.projectId}", title: "x"`
        : `projectId: "${board.projectId}", name: "x"`;
    const fragment = selection.includes("Deep") ? "fragment Deep on Task { project { id } }" : "";
    const text = `mutation { ${mutation}(input: { ${input} }) { ${selection} } } ${fragment}`;
    expect(await post(instance.url, secrets.write, { query: text })).toMatchObject({
      data: { [mutation]: null },
      errors: [{ message: `The access token lacks the scope READ, which ${name} needs.`, path: [mutation] }],
    });
    expect(await board.seq()).toBe(before);
  });

  it("gets the answer of its change", async () => {
    const input = `projectId: "${board.projectId}", title: "By a program"`;
    const text = `mutation { createTask(input: { ${input} }) { seq task { title createdBy { name } labels { name } } } }`;
    expect(await post(instance.url, secrets.write, { query: text })).toMatchObject({
      data: { createTask: { task: { title: "By a program", createdBy: { name: "ada" }, labels: [] } } },
    });
  });
});

describe("an access token that is limited to projects", () => {
  it.each(Object.entries(everyMutation).filter(([name]) => mutation[name as MutationName].includes("limited")))(
    "makes %s there, and finds no other project",
    async (_name, prepare) => {
      const grace = await instance.person("grace");
      const [inReach, outOfReach] = await Promise.all([createBoard(ada), createBoard(ada)]);
      const { secret } = await createAccessToken(ada, { projectIds: [inReach.projectId] });
      const program = await openPerson(instance.url, secret);
      const send = await prepare(outOfReach, grace);
      const before = await outOfReach.seq();
      await expect(send(program, randomUUID())).rejects.toThrow(/"NOT_FOUND"/);
      expect(await outOfReach.seq()).toBe(before);
      await (await prepare(inReach, grace))(program, randomUUID());
      await program.leave();
    },
  );

  it.each(Object.entries(transports))("reads that project alone, over %s", async (_name, over) => {
    const program = await openPerson(instance.url, secrets.limited);
    const reader = over(program);
    const { projects } = await reader.expect(ProjectsDocument, {});
    expect([projects.totalCount, projects.nodes.map(({ id }) => id)]).toEqual([1, [board.projectId]]);
    const { id: taskId } = await other.createTask();
    const refused = [
      await reader.request(BoardDocument, { projectId: other.projectId }),
      await reader.request(TaskDetailDocument, { taskId }),
      await reader.request(ChangesDocument, { projectId: other.projectId, after: "project.1.a1b2c3d4e5f60718" }),
    ];
    expect(refused.map(codeOf)).toEqual(["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"]);
    await program.leave();
  });

  it.each(Object.entries(lineKinds))("follows that project alone, by %s", async (_name, kind) => {
    const line = kind.open(instance.url, secrets.limited);
    const own = collect(line, ProjectActivityDocument, { projectId: board.projectId, announce: false });
    await own.until(({ data }) => data?.projectActivity.__typename === "Ready");
    own.stop();
    const foreign = collect(line, ProjectActivityDocument, { projectId: other.projectId, announce: false });
    expect(await foreign.ended()).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
    line.cut();
  });
});

/** Has every property, is callable and can be iterated. */
const anything: object = new Proxy(() => anything, {
  get: (_target, key) => (key === Symbol.iterator ? [][Symbol.iterator].bind([]) : anything),
});

/** A context that fails whoever uses it, but for what the answer has told before. */
const withoutReads = new Proxy(
  {},
  {
    get(_target, key) {
      if (key === "firstPosition") return () => undefined;
      throw new Error(`The field uses the context's ${String(key)}.`);
    },
  },
);

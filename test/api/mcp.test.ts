import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { parse } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schema } from "../../schema/index.ts";
import { createTools } from "../../src/server/mcp/tools.ts";
import { createAccessToken } from "../support/access-token.ts";
import { type Board, createBoard } from "../support/board.ts";
import { type CreateAccessTokenInput, UpdateTaskDocument } from "../support/generated/graphql.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let instance: Instance;
let ada: Person;
let grace: Person;
let board: Board;
const agents: Agent[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url);
  [ada, grace] = [await instance.person("ada"), await instance.person("grace")];
  board = await createBoard(ada);
  await board.addMember(grace, "MEMBER");
});

afterAll(async () => {
  for (const agent of agents) await agent.close();
  await instance.close();
  await database.close();
});

/** Both kinds of clients: of 2025, which begin with `initialize`, and of 2026, which do not. */
const modes = ["legacy", { pin: "2026-07-28" }] as const;

describe.each(modes)("a client of the mode %o", (mode) => {
  it("claims a task, comments on it, moves it, and resolves a conflict", async () => {
    const agent = await connect(ada, { name: "Planner" }, mode);
    const { id: taskId } = await board.createTask({ title: "Write the report" });
    const { me } = await agent.call("me");
    const start = await agent.call("board", { projectId: board.projectId, first: 50 });
    const task = start.project.tasks.nodes.find(({ id }: { id: string }) => id === taskId);
    expect(task.title).toBe("Write the report");

    const claim = { taskId, assigneeId: me.id, expectedVersion: task.version };
    expect((await agent.call("update_task", claim)).updateTask.task.assignee.id).toBe(ada.id);
    const commented = await agent.call("create_comment", { taskId, body: "I begin." });
    expect(commented.createComment.comment.author.id).toBe(ada.id);
    const moved = await agent.call("move_task", { taskId, status: "IN_PROGRESS" });
    const { version } = moved.moveTask.task;
    expect(moved.moveTask.task.status).toBe("IN_PROGRESS");

    // Somebody renames it meanwhile. The agent reads how it stands, and decides.
    await grace.expect(UpdateTaskDocument, {
      input: { taskId, title: "Write the long report", expectedVersion: version },
    });
    const rename = { taskId, title: "Write the short report", expectedVersion: version };
    const { updateTask: conflict } = await agent.call("update_task", rename);
    expect(conflict).toMatchObject({ __typename: "TaskConflict", conflictingFields: ["TITLE"] });
    expect(conflict.task.title).toBe("Write the long report");
    const again = { ...rename, expectedVersion: conflict.currentVersion };
    expect((await agent.call("update_task", again)).updateTask.task.title).toBe("Write the short report");

    const waited = { project: board.projectId, after: start.project.cursor };
    const { project } = await agent.call("wait_for_changes", waited);
    expect(project.changes.nodes).toMatchObject([
      { __typename: "TaskUpdated", actor: { id: ada.id }, changedFields: ["ASSIGNEE"] },
      { __typename: "CommentCreated", comment: { body: "I begin." } },
      { __typename: "TaskStatusChanged", from: "TODO", to: "IN_PROGRESS" },
      { __typename: "TaskUpdated", actor: { id: grace.id }, task: { title: "Write the long report" } },
      { __typename: "TaskUpdated", actor: { id: ada.id }, task: { id: taskId } },
    ]);
    expect(await readOrigins()).toEqual(["Planner", "Planner", "Planner", null, "Planner"]);
  });

  it("waits until somebody changes something", async () => {
    const agent = await connect(grace, {}, mode);
    const { cursor } = (await agent.call("board", { projectId: board.projectId })).project;
    const waiting = agent.call("wait_for_changes", { project: board.projectId, after: cursor });
    const { id, title } = await board.createTask({ title: "News" });
    const { changes } = (await waiting).project;
    expect(changes.nodes).toMatchObject([{ __typename: "TaskCreated", task: { id, title } }]);
    const nothing = { project: board.projectId, after: changes.cursor, wait: 0 };
    expect((await agent.call("wait_for_changes", nothing)).project.changes.nodes).toEqual([]);
  });

  it("lists the tools that its token may call, and no others", async () => {
    const all = createTools(schema);
    const reads = all.filter(({ annotations }) => annotations.readOnlyHint);
    const changes = all.filter(({ annotations }) => !annotations.readOnlyHint);
    const isOfAll = ({ name }: { name: string }) =>
      ["my_tasks", "create_project", "notices", "mark_notices_read", "own_invitations"].includes(name);
    const projectIds = [board.projectId];
    const rows: [Partial<CreateAccessTokenInput>, typeof all][] = [
      [{}, all],
      [{ scopes: ["READ"] }, reads],
      [{ scopes: ["WRITE"] }, changes],
      [{ projectIds }, all.filter((tool) => !isOfAll(tool))],
    ];
    for (const [input, tools] of rows) {
      const listed = (await (await connect(ada, input, mode)).client.listTools()).tools;
      expect(listed.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
      expect(listed.every(({ description }) => description)).toBe(true);
    }
  });

  it.each<[string, string, object, RegExp]>([
    ["a tool that its token may not call", "create_task", { title: "No" }, /FORBIDDEN: .* lacks the scope WRITE/],
    ["an argument that is none", "board", { projectid: "1" }, /BAD_USER_INPUT: .*no argument "projectid"/],
    ["an argument of another kind", "board", { projectId: "x", first: "many" }, /BAD_USER_INPUT: .*first/],
    ["no argument where one is needed", "board", {}, /BAD_USER_INPUT: The tool needs the argument "projectId"/],
    ["a project of others", "board", { projectId: "00000000-0000-7000-8000-000000000000" }, /NOT_FOUND/],
    ["a cursor that is none", "wait_for_changes", { after: "7" }, /BAD_USER_INPUT: .*cursor/],
  ])("is told in a sentence of %s", async (_, name, args, fault) => {
    const agent = await connect(ada, { scopes: ["READ"] }, mode);
    const place = name === "create_task" ? { projectId: board.projectId } : {};
    const waiting = name === "wait_for_changes" ? { project: board.projectId } : {};
    const result = await agent.client.callTool({ name, arguments: { ...place, ...waiting, ...args } });
    expect(result.isError).toBe(true);
    expect(result.content).toMatchObject([{ type: "text", text: expect.stringMatching(fault) }]);
  });

  it("is told of a tool that does not exist", async () => {
    const agent = await connect(ada, {}, mode);
    await expect(agent.client.callTool({ name: "drop_database", arguments: {} })).rejects.toThrow("drop_database");
  });
});

it("every query and mutation that a token may send is a tool, whose arguments are described", () => {
  const tools = createTools(schema);
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(["board", "apply_changes", "wait_for_changes"]));
  for (const { inputSchema, text } of tools) {
    expect(() => parse(text)).not.toThrow();
    expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
  }
  const applied = tools.find(({ name }) => name === "apply_changes")?.inputSchema.properties["changes"];
  expect(applied).toMatchObject({ type: "array", items: { minProperties: 1, maxProperties: 1 } });
  const created = tools.find(({ name }) => name === "create_task")?.inputSchema;
  expect(created?.required).toEqual(expect.arrayContaining(["projectId", "title"]));
  expect(created?.properties).toMatchObject({
    priority: { type: ["string", "null"], enum: ["NONE", "LOW", "MEDIUM", "HIGH", "URGENT", null] },
    dueAt: { description: expect.stringContaining("ISO 8601") },
  });
});

it.each<[string, Record<string, string>, number]>([
  ["no token", {}, 401],
  ["an unknown token", { authorization: `Bearer lst_${"x".repeat(36)}` }, 401],
  ["a page of another origin", { origin: "https://evil.example" }, 403],
])("%s is refused before anything is read", async (_, headers, status) => {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} });
  const type = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  const response = await fetch(`${instance.url}/mcp`, { method: "POST", headers: { ...type, ...headers }, body });
  expect(response.status).toBe(status);
  expect(response.headers.get("www-authenticate")).toBe(status === 401 ? "Bearer" : null);
  expect(await response.json()).toMatchObject({ jsonrpc: "2.0", id: 1, error: { code: -32_000 } });
});

describe("a request that is none is answered in the form of JSON-RPC 2.0", () => {
  const list = { jsonrpc: "2.0", id: 7, method: "tools/list", params: {} };
  const known = (message: object) => JSON.stringify(message);
  const both = "application/json, text/event-stream";
  let secret: string;
  beforeAll(async () => {
    ({ secret } = await createAccessToken(ada, {}));
  });

  it.each<[string, string | Buffer, Record<string, string>, [status: number, code: number, id: unknown]]>([
    ["half of an object", "{", {}, [400, -32_700, null]],
    ["nothing", "", {}, [400, -32_700, null]],
    ["no JSON", "tools/list", {}, [400, -32_700, null]],
    ["other bytes than UTF-8", Buffer.from([0x22, 0xff, 0x22]), {}, [400, -32_700, null]],
    ["JSON that is nested too deep", "[".repeat(100) + "]".repeat(100), {}, [400, -32_700, null]],
    ["a body that is too large", known({ ...list, filler: "x".repeat(1_100_000) }), {}, [413, -32_000, null]],
    ["another content type", known(list), { "content-type": "text/plain" }, [415, -32_000, null]],
    ["a content type that is none", known(list), { "content-type": "json" }, [415, -32_000, null]],
    ["no content type", Buffer.from(known(list)), { "content-type": "" }, [415, -32_000, null]],
    ["no type of answers that it takes", known(list), { accept: "text/html" }, [406, -32_000, null]],
    ["null", "null", {}, [400, -32_600, null]],
    ["a text", '"tools/list"', {}, [400, -32_600, null]],
    ["no version of JSON-RPC", known({ id: 7, method: "tools/list" }), {}, [400, -32_600, 7]],
    ["another version of JSON-RPC", known({ ...list, jsonrpc: "1.0" }), {}, [400, -32_600, 7]],
    ["no method", known({ jsonrpc: "2.0", id: 7 }), {}, [400, -32_600, null]],
    ["a batch of nothing", "[]", {}, [400, -32_600, null]],
    ["a batch of what is no request", "[1, 2]", {}, [400, -32_600, null]],
    ["a revision that is none", known(list), { "mcp-protocol-version": "1999-01-01" }, [400, -32_000, null]],
  ])("%s", async (_, body, headers, expected) => {
    const response = await fetch(`${instance.url}/mcp`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json", accept: both, ...headers },
      body,
    });
    const answer = (await response.json()) as { jsonrpc: unknown; id: unknown; error: { code: unknown } };
    expect([response.status, answer.error.code, answer.id]).toEqual(expected);
    expect(answer.jsonrpc).toBe("2.0");
  });
});

it("works where trusted documents alone are answered", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-mcp-"));
  const file = join(folder, "persisted-documents.json");
  await writeFile(file, "{}");
  const strict = await startInstance(database.url, { TRUSTED_DOCUMENTS: file, TRUSTED_DOCUMENTS_ONLY: "true" });
  try {
    const agent = await connect(ada, {}, "legacy", strict.url);
    expect((await agent.call("board", { projectId: board.projectId })).project.id).toBe(board.projectId);
    await agent.close();
  } finally {
    await strict.close();
    await rm(folder, { recursive: true });
  }
});

interface Origins {
  readonly project: {
    readonly activity: { readonly nodes: readonly { origin: { accessToken: { name: string } | null } }[] };
  };
}

const originsDocument: TypedDocumentNode<Origins, { projectId: string }> = parse(`
  query ($projectId: ID!) {
    project(id: $projectId) { activity(first: 5) { nodes { origin { accessToken { name } } } } }
  }
`);

interface Agent {
  readonly client: Client;
  /** Returns the data of an answer without errors. */
  // biome-ignore lint/suspicious/noExplicitAny: the answers of tools have no types.
  call(name: string, args?: object): Promise<any>;
  close(): Promise<void>;
}

async function connect(
  person: Person,
  input: Partial<CreateAccessTokenInput>,
  mode: (typeof modes)[number],
  url = instance.url,
): Promise<Agent> {
  const { secret } = await createAccessToken(person, input);
  const client = new Client({ name: "tests", version: "1" }, { versionNegotiation: { mode } });
  const headers = { authorization: `Bearer ${secret}` };
  await client.connect(new StreamableHTTPClientTransport(new URL("/mcp", url), { requestInit: { headers } }));
  const agent: Agent = {
    client,
    async call(name, args = {}) {
      const result = await client.callTool({ name, arguments: { ...args } });
      expect(result.isError, JSON.stringify(result.content)).toBeFalsy();
      return result.structuredContent;
    },
    close: () => client.close(),
  };
  agents.push(agent);
  return agent;
}

/** Names of the tokens behind the newest five changes, oldest first. */
async function readOrigins(): Promise<readonly (string | null)[]> {
  const { project } = await ada.expect(originsDocument, { projectId: board.projectId });
  return project.activity.nodes.map(({ origin }) => origin.accessToken?.name ?? null).reverse();
}

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { GraphQLRequest } from "../../support/execute.ts";
import { createTarget, type Target } from "./target.ts";

let target: Target;
beforeAll(async () => {
  target = await createTarget();
});
afterEach(() => target.expectHealth());
afterAll(() => target.close());

describe("a document that cannot be executed", () => {
  const cases: readonly (readonly [what: string, request: GraphQLRequest, code: string, message: RegExp])[] = [
    ["of nothing but space", { query: " " }, "GRAPHQL_PARSE_FAILED", /Unexpected <EOF>/],
    ["with a syntax error", { query: "{ me { id }" }, "GRAPHQL_PARSE_FAILED", /^Syntax Error: Expected Name/],
    ["with NUL", { query: "{ me\0 { id } }" }, "GRAPHQL_PARSE_FAILED", /Unexpected character: U\+0000/],
    ["with a lone surrogate", { query: '{ project(id: "\ud800") { id } }' }, "GRAPHQL_PARSE_FAILED", /U\+D800/],
    ["with too many tokens", { query: `{ ${"me ".repeat(100_000)}}` }, "GRAPHQL_PARSE_FAILED", /tokens/],
    ["nested beyond measure", { query: `{ me ${"{ a ".repeat(2_450)}` }, "GRAPHQL_PARSE_FAILED", /nested too deeply/],
    ["with an unknown field", { query: "{ you { id } }" }, "GRAPHQL_VALIDATION_FAILED", /Cannot query field "you"/],
    ["without a selection", { query: "{ me }" }, "GRAPHQL_VALIDATION_FAILED", /must have a selection/],
    [
      "with a literal of the wrong type",
      { query: "{ projects(first: 1.5) { totalCount } }" },
      "GRAPHQL_VALIDATION_FAILED",
      /Int cannot represent/,
    ],
    [
      "with a fragment in a circle",
      { query: "{ me { ...A } } fragment A on User { ...B } fragment B on User { ...A }" },
      "GRAPHQL_VALIDATION_FAILED",
      /Cannot spread fragment/,
    ],
    [
      "with a field that events do not carry, in a circle",
      { query: "{ project(id: 1) { ...A } } fragment A on Project { activity { nodes { ...A } } ...A }" },
      "GRAPHQL_VALIDATION_FAILED",
      /Cannot spread fragment|can never be of type/,
    ],
    [
      "with hundreds of faults",
      { query: `{ ${Array.from({ length: 300 }, (_, n) => `x${n}`).join(" ")} }` },
      "GRAPHQL_VALIDATION_FAILED",
      /Cannot query field|more than 19 errors/,
    ],
    ["that is empty", { query: "" }, "BAD_REQUEST", /must contain a non-empty `query`/],
    [
      "by an unknown name",
      { query: "query A { me { id } }", operationName: "B" },
      "OPERATION_RESOLUTION_FAILURE",
      /Unknown operation named "B"/,
    ],
    [
      "of several operations, without a name",
      { query: "query A { me { id } } query B { me { id } }" },
      "OPERATION_RESOLUTION_FAILURE",
      /Must provide operation name/,
    ],
  ];

  it.each(cases)("%s", (_what, request, code, message) => target.expectRefusal(() => request, code, null, message));
});

describe("a selection that events do not carry is BAD_USER_INPUT, naming the field", () => {
  const parts = "fragment Parts on Task { id project { id } }";
  const outer = "fragment Outer on TaskUpdated { task { ...Parts } }";
  const deep = "fragment Deep on Activity { ... on TaskStatusChanged { task { ... on Task { ...Parts } } } }";
  const cases: readonly {
    readonly where: string;
    readonly field: string;
    readonly selection: string;
    readonly fragments?: readonly string[];
  }[] = [
    { where: "plainly", field: "Task.comments", selection: "... on TaskCreated { task { comments { totalCount } } }" },
    {
      where: "as what depends on the viewer",
      field: "Project.viewerRole",
      selection: "... on ProjectUpdated { project { viewerRole } }",
    },
    { where: "as what moves on", field: "Project.seq", selection: "... on ProjectCreated { project { id seq } }" },
    {
      where: "under an alias",
      field: "Task.comments",
      selection: "... on TaskUpdated { of: task { id: comments { totalCount } } }",
    },
    {
      where: "behind a directive",
      field: "Task.project",
      selection: "... on TaskUpdated { task @skip(if: true) { project { id } } }",
    },
    {
      where: "in an inline fragment without a type",
      field: "Comment.task",
      selection: "... on CommentCreated { ... { comment { ... { task { id } } } } }",
    },
    {
      where: "in a fragment",
      field: "Task.project",
      selection: "... on TaskUpdated { task { ...Parts } }",
      fragments: [parts],
    },
    { where: "in a fragment's fragment", field: "Task.project", selection: "...Outer", fragments: [outer, parts] },
    { where: "in a fragment of the interface", field: "Task.project", selection: "...Deep", fragments: [deep, parts] },
  ];

  it.each(cases)("$where, in a subscription", async ({ field, selection, fragments = [] }) => {
    const { projectId } = target.things;
    const document = `subscription { projectActivity(projectId: "${projectId}") { ${selection} } }`;
    const request = () => ({ query: [document, ...fragments].join("\n") });
    await target.expectRefusedSubscription(request, "BAD_USER_INPUT", [field.split(".")], new RegExp(field));
  });

  it.each(cases)("$where, in the history", async ({ field, selection, fragments = [] }) => {
    const document = `{ project(id: "${target.things.projectId}") { activity { nodes { ${selection} } } } }`;
    const request = () => ({ query: [document, ...fragments].join("\n") });
    await target.expectRefusal(request, "BAD_USER_INPUT", [field.split(".")], new RegExp(field));
  });

  it("though the same fragment may stand where tasks are read", async () => {
    const { projectId } = target.things;
    const query = `{ project(id: "${projectId}") { tasks { nodes { ...Parts } } } } ${parts}`;
    for (const { data, errors } of await target.ask(() => ({ query }))) {
      expect(errors).toBeUndefined();
      expect(data).toHaveProperty("project.tasks.nodes.0.project", { id: projectId });
    }
  });

  it("also when the fragment stands in both places", async () => {
    const query = `{ project(id: "${target.things.projectId}") {
      tasks { nodes { ...Parts } }
      activity { nodes { ... on TaskCreated { task { ...Parts } } } }
    } } ${parts}`;
    await target.expectRefusal(() => ({ query }), "BAD_USER_INPUT", [["Task", "project"]]);
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, GraphQLError, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import type { ExpectedError } from "../../src/errors/expected-error.ts";
import {
  describeKitReason,
  describeOutcome,
  describeRefusedChange,
} from "../../web/board/requests/describe-outcome.ts";

/** Every code of the server, with what people read of a library's message under it. */
const codes: Readonly<Record<ExpectedError["code"], RegExp>> = {
  UNAUTHENTICATED: /^You are signed out\./,
  FORBIDDEN: /^Viewers cannot/,
  NOT_FOUND: /^Viewers cannot/,
  BAD_USER_INPUT: /^Viewers cannot/,
  RATE_LIMITED: /^Viewers cannot/,
  ANSWER_TOO_LARGE: /^There is too much text/,
  UNAVAILABLE: /^The server cannot reach its database\./,
};

describe("describeOutcome", () => {
  it.each(Object.entries(codes))("%s: %s", (code, expected) => {
    const errors = [{ message: "Viewers cannot do this.", extensions: { code } }];
    expect(describeOutcome({ kind: "errors", errors })).toMatch(expected);
  });

  it.each([
    "GRAPHQL_VALIDATION_FAILED",
    "GRAPHQL_PARSE_FAILED",
    "PERSISTED_QUERY_NOT_FOUND",
    "BAD_REQUEST",
    "ELSE",
    undefined,
  ])("%s: shows nothing of a library's words", (code) => {
    const message = 'Cannot query field "estimate" on type "Task".';
    expect(describeOutcome({ kind: "errors", errors: [{ message, extensions: { code } }] })).toBe(
      "The server has another version than this page. Reload the page.",
    );
  });

  it.each([
    ["must have at most 500 characters.", ["input", "name"], "The name must have at most 500 characters."],
    ["must not be in the past.", ["input", "changes", 0, "dueAt"], "The due date must not be in the past."],
    [
      'Variable "$input" got invalid value "" at "input.name"; must not be empty.',
      ["input", "name"],
      "The name must not be empty.",
    ],
    ["Nobody has this address.", ["input", "email"], "Nobody has this address."],
    ['Variable "$input" got invalid value 5; Expected type "String".', ["input"], "The server does not take this."],
    ['Field "name" of required type "String!" was not provided.', ["input"], "The server does not take this."],
  ])("an issue %j at %j: %j", (message, path, expected) => {
    const extensions = { code: "BAD_USER_INPUT", issues: [{ path, message }] };
    expect(describeOutcome({ kind: "errors", errors: [{ message: "Variable", extensions }] })).toBe(expected);
  });

  it.each([
    [{ kind: "http", status: 413 }, "The text is too long to be sent. Shorten it."],
    [
      { kind: "errors", status: 413, errors: [{ message: "too large", extensions: { code: "BAD_REQUEST" } }] },
      "The text is too long to be sent. Shorten it.",
    ],
    [{ kind: "no-token" }, "You are signed out. Sign in again."],
    [{ kind: "http", status: 502 }, null],
    [{ kind: "unreachable" }, null],
    [{ kind: "timeout" }, null],
    [{ kind: "data" }, null],
  ])("%j: %j", (outcome, expected) => {
    expect(describeOutcome(outcome)).toBe(expected);
  });
});

describe("describeRefusedChange", () => {
  it.each(["FORBIDDEN", "NOT_FOUND", "RATE_LIMITED", "BAD_USER_INPUT", "NOT_APPLIED", "TOO_LARGE"])(
    "%s: tells the sentence of the outbox",
    (code) => {
      const message = "The title must have at most 500 characters.";
      expect(describeRefusedChange({ code, message })).toBe(message);
    },
  );

  it.each([
    'Variable "$input" got invalid value 5; Expected type "String".',
    'Field "estimate" is not defined by type "UpdateTaskInput".',
    'Enum "TaskStatus" cannot represent value: "LATER".',
    'Value "LATER" does not exist in "TaskStatus" enum.',
    "String cannot represent a non string value: 5",
  ])("shows nothing of %j", (message) => {
    expect(describeRefusedChange({ code: "BAD_USER_INPUT", message })).toBe("The server does not take this.");
  });

  it.each(["INTERNAL_SERVER_ERROR", "GRAPHQL_VALIDATION_FAILED", "UNKNOWN", "ELSE"])(
    "%s: shows nothing of a library's words",
    (code) => {
      const message = "connect ECONNREFUSED 127.0.0.1:5432";
      expect(describeRefusedChange({ code, message })).toMatch(
        /^(Something went wrong|The server has another version)/,
      );
    },
  );
});

describe("describeKitReason", () => {
  const schema = buildSchema(readFileSync(join(projectRoot, "schema/schema.graphql"), "utf8"));

  /** Documents of another version of the page, each with a fault of its own. */
  it.each([
    "{ me { nickname } }",
    "{ me }",
    "{ me { id { name } } }",
    "{ task { id } }",
    "{ task(id: true) { id } }",
    '{ task(id: "1", version: 2) { id } }',
    '{ project(id: "1") { tasks(filter: { status: LATER }) { nodes { id } } } }',
    "{ me { ...Parts } }",
    "{ me { ... on Person { id } } }",
    "fragment Parts on User { id } { me { id } }",
    "query ($id: Identity) { me { id } }",
    "query ($id: ID!) { me { id } }",
    "query { task(id: $id) { id } }",
    "query ($id: Int!) { task(id: $id) { id } }",
    "{ me { id @live } }",
    'mutation { createTask(input: { projectId: "1" }) { __typename } }',
    'mutation { createTask(input: { projectId: "1", title: "a", estimate: 3 }) { __typename } }',
    "query Me { me { id } } query Me { me { id } }",
    "{ me { id }",
  ])("shows nothing of the words about %s", (source) => {
    const messages = messagesAbout(source);
    expect(messages).not.toEqual([]);
    for (const message of messages) expect(describeKitReason(message)).toMatch(/^The server has another version/);
  });

  it.each([
    "The server cannot be reached.",
    "Task not found, or you are not a member of its project.",
    "Nobody is signed in.",
    "Too many requests come from this address; try again in 5 s.",
  ])("tells %j", (reason) => {
    expect(describeKitReason(reason)).toBe(reason);
  });

  function messagesAbout(source: string): readonly string[] {
    try {
      return validate(schema, parse(source)).map(({ message }) => message);
    } catch (error) {
      return error instanceof GraphQLError ? [error.message] : [];
    }
  }
});

import { describe, expect, it } from "vitest";
import type { ExpectedError } from "../../src/errors/expected-error.ts";
import { describeOutcome, describeRefusedChange } from "../../web/board/requests/describe-outcome.ts";

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

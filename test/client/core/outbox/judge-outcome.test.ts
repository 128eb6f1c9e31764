import { expect, it } from "vitest";
import { isPassing, judgeOutcome } from "../../../../client/core/outbox/judge-outcome.ts";
import type { Outcome } from "../../../../client/core/types.ts";
import { errorOf, resultsOf } from "./outbox-scene.ts";

const done = { __typename: "UpdateTaskPayload", seq: 7, task: { id: "task" } };

it.each<Outcome>([
  { kind: "http", status: 413 },
  { kind: "errors", status: 413, errors: [] },
])("an answer that finds 8 KiB too large is a fault of its sender: %j", (outcome) => {
  const kinds = [100, 8_192, 8_193, 500_000].map((bytes) => judgeOutcome(outcome, 2, () => bytes).kind);
  expect(kinds).toEqual(["suspect", "suspect", "halve", "halve"]);
});

/** Every outcome, and its verdict for a batch of two changes. */
const table: readonly (readonly [name: string, outcome: Outcome, verdict: object])[] = [
  ["no network", { kind: "unreachable" }, { kind: "retry", code: "unreachable" }],
  ["no answer in time", { kind: "timeout" }, { kind: "retry", code: "timeout" }],
  ["an aborted request", { kind: "aborted" }, { kind: "retry", code: "aborted" }],
  ["no token", { kind: "no-token" }, { kind: "park", code: "no-token" }],
  ["a captive portal's page", { kind: "http", status: 200 }, { kind: "retry", code: "HTTP 200" }],
  ["a redirect", { kind: "http", status: 302 }, { kind: "retry", code: "HTTP 302" }],
  ["a proxy without a login", { kind: "http", status: 407 }, { kind: "retry", code: "HTTP 407" }],
  ["a proxy's time-out", { kind: "http", status: 408 }, { kind: "retry", code: "HTTP 408" }],
  ["a filter on the way", { kind: "http", status: 403 }, { kind: "suspect", isServers: false }],
  ["a body that is too large", { kind: "http", status: 413 }, { kind: "halve", code: "TOO_LARGE" }],
  [
    "a body that the server itself finds too large",
    { kind: "errors", status: 413, errors: [{ message: "too large", extensions: { code: "BAD_REQUEST" } }] },
    { kind: "halve", code: "TOO_LARGE" },
  ],
  ["too many requests", { kind: "http", status: 429, retryAfter: 3 }, { kind: "retry", after: 3 }],
  ["a bad gateway", { kind: "http", status: 502 }, { kind: "retry", code: "HTTP 502" }],
  ["an overloaded gateway", { kind: "http", status: 503, retryAfter: 2 }, { kind: "retry", after: 2 }],
  ["a gateway's time-out", { kind: "http", status: 504 }, { kind: "retry", code: "HTTP 504" }],
  ["UNAUTHENTICATED", errorOf("UNAUTHENTICATED"), { kind: "park", code: "UNAUTHENTICATED" }],
  ["TOKEN_EXPIRED", errorOf("TOKEN_EXPIRED"), { kind: "retry", code: "TOKEN_EXPIRED" }],
  ["FORBIDDEN", errorOf("FORBIDDEN"), { kind: "forbidden", code: "FORBIDDEN", isFinal: true }],
  ["NOT_FOUND", errorOf("NOT_FOUND"), { kind: "forbidden", code: "NOT_FOUND", isFinal: false }],
  ["BAD_USER_INPUT", errorOf("BAD_USER_INPUT"), { kind: "halve", code: "BAD_USER_INPUT" }],
  ["RATE_LIMITED", errorOf("RATE_LIMITED", 4), { kind: "retry", code: "RATE_LIMITED", after: 4 }],
  [
    "RATE_LIMITED with a budget",
    { kind: "errors", status: 200, errors: [{ message: "", extensions: { code: "RATE_LIMITED", budget: 1 } }] },
    { kind: "halve", code: "RATE_LIMITED" },
  ],
  ["UNAVAILABLE", errorOf("UNAVAILABLE"), { kind: "retry" }],
  ["GRAPHQL_PARSE_FAILED", errorOf("GRAPHQL_PARSE_FAILED"), { kind: "retry" }],
  ["GRAPHQL_VALIDATION_FAILED", errorOf("GRAPHQL_VALIDATION_FAILED"), { kind: "retry" }],
  ["INTERNAL_SERVER_ERROR", errorOf("INTERNAL_SERVER_ERROR"), { kind: "suspect", isServers: true }],
  ["a code of a later version", errorOf("LATER"), { kind: "suspect", code: "LATER", isServers: true }],
  ["a code that objects have", errorOf("constructor"), { kind: "suspect", code: "constructor" }],
  ["errors without any", { kind: "errors", status: 500, errors: [] }, { kind: "suspect", code: "UNKNOWN" }],
  ["data without the mutation", { kind: "data", data: { applyChanges: null } }, { kind: "retry" }],
  ["fewer results than changes", resultsOf(1, done), { kind: "retry", code: "incomplete" }],
  [
    "data with an error",
    { kind: "data", data: { applyChanges: null }, errors: [{ message: "", extensions: { code: "RATE_LIMITED" } }] },
    { kind: "retry", code: "RATE_LIMITED" },
  ],
  [
    "a result for each",
    resultsOf(2, done),
    { kind: "results", results: [1, 2].map(() => ({ kind: "done", seq: 7, item: { id: "task" } })) },
  ],
];

it.each(table)("%s has a verdict", (_, outcome, verdict) => {
  const found = judgeOutcome(outcome, 2);
  expect(found).toMatchObject(verdict);
  if ("reason" in found) expect(found.reason).toMatch(/^\p{Lu}.* .*\.$/u);
});

it("changes that the issues name are refused with sentences for a person, each in its place", () => {
  const issue = (path: unknown[], message: string) => ({ path: ["input", "changes", ...path], message });
  const issues = [
    issue([1, "createTask", "title"], "must not be empty."),
    issue([1, "createTask", "description"], "must have at most 10 characters."),
    issue([4, "updateTask", "dueAt"], 'Variable "$input" got invalid value "x" at "input.changes[4]"; Not a time.'),
    issue([7, "createTask"], "is of no batch."),
  ];
  const message = "input.changes.1.createTask.title: must not be empty.";
  const extensions = { code: "BAD_USER_INPUT", issues };
  expect(judgeOutcome({ kind: "errors", status: 200, errors: [{ message, extensions }] }, 5)).toEqual({
    kind: "invalid",
    refusals: new Map([
      [1, refusalOf("The title must not be empty.", "createTask", "title")],
      [4, refusalOf("Not a time.", "updateTask", "dueAt")],
    ]),
  });
});

it.each(['"text"', '"a \\" at \\"b\\"; c"', "null", "1.5", "true", '{ a: "b" }', "[1, 2]", '"cut…'])(
  "a person is not told the place of a wrong value in the request: %s",
  (value) => {
    const path = ["input", "changes", 0, "createTask", "title"];
    const where = ' at "input.changes[0].createTask.title"';
    const issue = { path, message: `Variable "$input" got invalid value ${value}${where}; Not a title.` };
    const extensions = { code: "BAD_USER_INPUT", issues: [issue] };
    expect(judgeOutcome({ kind: "errors", status: 200, errors: [{ message: "", extensions }] }, 1)).toEqual({
      kind: "invalid",
      refusals: new Map([[0, refusalOf("Not a title.", "createTask", "title")]]),
    });
  },
);

function refusalOf(message: string, ...path: readonly string[]) {
  return { kind: "refused", code: "BAD_USER_INPUT", message, path };
}

it("reads each kind of result", () => {
  const conflict = { message: "Changed.", currentVersion: 4 };
  const results = [
    { __typename: "CreateCommentPayload", seq: 5 },
    { __typename: "TaskConflict", ...conflict, taskFields: ["TITLE"], task: { id: "task" } },
    { __typename: "CommentConflict", ...conflict, commentFields: ["BODY"], comment: { id: "comment" } },
    { __typename: "LabelConflict", ...conflict, labelFields: ["NAME"], label: { id: "label" } },
    { __typename: "ChangeRefused", code: "NOT_FOUND", message: "Task not found." },
  ];
  expect(judgeOutcome({ kind: "data", data: { applyChanges: { results } } }, 5)).toEqual({
    kind: "results",
    results: [
      { kind: "done", seq: 5, item: null },
      { kind: "conflict", ...conflict, fields: ["TITLE"], current: { id: "task" } },
      { kind: "conflict", ...conflict, fields: ["BODY"], current: { id: "comment" } },
      { kind: "conflict", ...conflict, fields: ["NAME"], current: { id: "label" } },
      { kind: "refused", code: "NOT_FOUND", message: "Task not found." },
    ],
  });
});

it.each(["NOT_APPLIED", "RATE_LIMITED", "UNAVAILABLE", "UNAUTHENTICATED"])("%s refuses for a time only", (code) => {
  expect(isPassing(code)).toBe(true);
});

it.each(["BAD_USER_INPUT", "NOT_FOUND", "FORBIDDEN", "LATER"])("%s refuses for good", (code) => {
  expect(isPassing(code)).toBe(false);
});

import { afterAll, afterEach, beforeAll, describe, it } from "vitest";
import { ProjectActivityDocument } from "../../support/generated/graphql.ts";
import { malformedIds, malformedTexts, unknownId } from "./malformed.ts";
import { asking, createTarget, type Request, type Target } from "./target.ts";

let target: Target;
beforeAll(async () => {
  target = await createTarget();
});
afterEach(() => target.expectHealth());
afterAll(() => target.close());

function subscribing(variables: Record<string, unknown>): Request {
  return asking(ProjectActivityDocument, ({ projectId }) => ({ projectId, ...variables }));
}

describe("a subscription is refused with an error message", () => {
  it("for a project that nobody knows, or whose id is malformed: NOT_FOUND", async () => {
    for (const projectId of [unknownId, ...malformedIds]) {
      await target.expectRefusedSubscription(subscribing({ projectId }), "NOT_FOUND", null);
    }
  });

  it.each([-1, -(2 ** 31), "0", 1.5, 2 ** 31, true, [0], {}])("for since %j: BAD_USER_INPUT", (since) =>
    target.expectRefusedSubscription(subscribing({ since }), "BAD_USER_INPUT", [["since"]]),
  );

  it.each<readonly [string, string]>([
    ...malformedTexts,
    ["a malformed text", "1"],
    ["an unknown kind", "person.1.abc"],
    ["no text", ""],
  ])("for a cursor with %s: BAD_USER_INPUT", (_what, after) =>
    target.expectRefusedSubscription(subscribing({ after }), "BAD_USER_INPUT", [["after"]]),
  );

  it("for announce that is no Boolean: BAD_USER_INPUT", () =>
    target.expectRefusedSubscription(subscribing({ announce: "no" }), "BAD_USER_INPUT", [["announce"]]));

  it.each([
    ["a literal since that is no Int", 'subscription { projectActivity(projectId: "x", since: "0") { __typename } }'],
    ["two root fields", "subscription { __typename, projectActivity(projectId: 1) { __typename } }"],
    ["an unknown root field", "subscription { taskActivity { __typename } }"],
  ])("for %s: GRAPHQL_VALIDATION_FAILED", (_what, query) =>
    target.expectRefusedSubscription(() => ({ query }), "GRAPHQL_VALIDATION_FAILED", null),
  );
});

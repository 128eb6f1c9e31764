import { parse } from "graphql";
import { expect, it } from "vitest";
import { Resumption } from "../../../client/apollo/resumption.ts";

const document = parse(`
  subscription ($projectId: ID!) { projectActivity(projectId: $projectId) { __typename } }
`);

/** A result as the server sends it. */
const resultOf = (seq: number, __typename = "TaskUpdated") => ({
  data: { projectActivity: { __typename } },
  extensions: { seq, cursor: `cursor ${seq}` },
});

it("takes each change once, whatever comes again after a cut", () => {
  const resumption = Resumption.of(document, { projectId: "project" });
  const taken = [1, 2, 2, 1, 3, 3].map((seq) => resumption?.take(resultOf(seq)));
  expect(taken).toEqual([true, true, false, false, true, false]);
  expect(Object.values(resumption?.variables ?? {})).toContain("cursor 3");
});

it("goes back with Resync alone, and takes signals and what has no number", () => {
  const resumption = Resumption.of(document, { projectId: "project" });
  expect(resumption?.take(resultOf(5))).toBe(true);
  expect(resumption?.take(resultOf(5, "Ready"))).toBe(true);
  expect(resumption?.take({ data: { projectActivity: { __typename: "PresenceChanged" } } })).toBe(true);
  expect(resumption?.take(resultOf(2, "Resync"))).toBe(true);
  expect([2, 3].map((seq) => resumption?.take(resultOf(seq)))).toEqual([false, true]);
});

import { getIntrospectionQuery } from "graphql";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTarget, type Target } from "../bad-input/target.ts";

let target: Target;
beforeAll(async () => {
  target = await createTarget();
});
afterEach(() => target.expectHealth());
afterAll(() => target.close());

const fields = (count: number, field: string) => Array.from({ length: count }, (_, index) => `a${index}: ${field}`);

/** A query of so many levels, which asks for nothing else. */
function deep(levels: number): string {
  const pairs = "tasks(first: 0) { nodes { project { ";
  const wanted = levels - 2;
  const whole = Math.floor(wanted / 3);
  const rest = ["id", "tasks(first: 0) { totalCount }", "tasks(first: 0) { nodes { id } }"][wanted % 3];
  return `query ($id: ID!) { project(id: $id) { ${pairs.repeat(whole)}${rest}${" } } }".repeat(whole)} } }`;
}

describe("limits of one document", () => {
  it("may be 20 fields deep", async () => {
    for (const { errors } of await target.ask(({ projectId: id }) => ({ query: deep(20), variables: { id } }))) {
      expect(errors).toBeUndefined();
    }
  });

  it.each([21, 23, 200])("is refused when it is %i fields deep", (levels) =>
    refuse(deep(levels), new RegExp(`^This is ${levels} fields deep where 20 are allowed`)),
  );

  it("is no shallower for its fragments", async () => {
    const nested = (level: number) =>
      `fragment F${level} on Project { tasks(first: 0) { nodes { project { ...F${level + 1} } } } }`;
    const fragments = Array.from({ length: 7 }, (_, level) => nested(level)).join(" ");
    const query = `query ($id: ID!) { project(id: $id) { ... { ...F0 } } } ${fragments} fragment F7 on Project { id }`;
    await refuse(query, /^This is 23 fields deep/);
  });

  it("is refused, and not followed for ever, when a fragment contains itself", () =>
    refuse(
      "query ($id: ID!) { project(id: $id) { ...F } } fragment F on Project { tasks { nodes { project { ...F } } } }",
      /^Cannot spread fragment "F" within itself/,
    ));

  it("may have 100 aliases, those of fragments among them", async () => {
    const query = `{ ...F ${fields(60, "__typename").join(" ")} } fragment F on Query { ${fields(40, "__typename").join(" ")} }`;
    for (const { errors } of await target.ask(() => ({ query }))) expect(errors).toBeUndefined();
    await refuse(query.replace("...F", "...F one: __typename"), /^This has 101 aliases where 100 are allowed/);
  });

  it("is refused before it changes anything, however many changes are asked for under aliases", () =>
    refuse(
      `mutation ($id: ID!) { ${fields(101, 'createTask(input: { projectId: $id, title: "One more" }) { seq }').join(" ")} }`,
      /^This has 101 aliases/,
    ));

  it("is refused with more than 5,000 tokens, whatever they are", async () => {
    const code = "GRAPHQL_PARSE_FAILED";
    for (const query of [`{ ${"a ".repeat(5_001)} }`, `{ __typename ${"@skip(if: false) ".repeat(1_000)} }`]) {
      await target.expectRefusal(() => ({ query }), code, null, /more that 5000 tokens/);
    }
  });
});

it("the schema, as tools ask for it, is well within all limits", async () => {
  for (const { errors } of await target.ask(() => ({ query: getIntrospectionQuery({ oneOf: true }) }))) {
    expect(errors).toBeUndefined();
  }
});

function refuse(query: string, message: RegExp): Promise<void> {
  const request = ({ projectId: id }: { readonly projectId: string }) => ({ query, variables: { id } });
  return target.expectRefusal(request, "GRAPHQL_VALIDATION_FAILED", null, message);
}

import { readFileSync } from "node:fs";
import { type ExecutionArgs, execute, isAbstractType, parse, specifiedRules, validate } from "graphql";
import { expect, it } from "vitest";
import { carriedSelectionRule } from "../../../schema/carried-selection-rule.ts";
import { schema } from "../../../schema/index.ts";
import { compileSelection } from "../../../src/engine/fanout/compile-selection.ts";
import { createRandom } from "../../faults/random.ts";
import { range } from "../../support/range.ts";
import { testSeed } from "../../support/seed.ts";
import { directiveVariables, randomSubscription } from "./random-subscription.ts";
import { createSampleEvents } from "./sample-events.ts";

const events = [...createSampleEvents(false), ...createSampleEvents(true)];

it("has an event of every type of the schema", () => {
  const union = schema.getType("ProjectEvent");
  const names = isAbstractType(union) ? schema.getPossibleTypes(union).map(({ name }) => name) : [];
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(names));
});

it.each(events)("renders the contract's selection of $type as graphql-js does", (event) => {
  const document = parse(readFileSync("schema/contract/operations.graphql", "utf8"));
  const args = { schema, document, operationName: "ProjectActivity", variableValues: { projectId: "p1", since: 3 } };
  expectTheSame(args, [event]);
});

it(`renders what is selected by chance as graphql-js does (seed ${testSeed})`, () => {
  const random = createRandom(testSeed);
  for (const count of range(1, 50)) {
    const text = randomSubscription(schema, random);
    const document = parse(text);
    expect(validate(schema, document, [...specifiedRules, carriedSelectionRule]), `number ${count}: ${text}`).toEqual(
      [],
    );
    expectTheSame({ schema, document, variableValues: directiveVariables }, events, `number ${count}: ${text}`);
  }
});

/** Byte for byte. A compiled selection renders event after event. */
function expectTheSame(args: ExecutionArgs, values: readonly object[], message?: string): void {
  const render = compileSelection(args);
  for (const event of values) {
    const rootValue = { event };
    const result = execute({ ...args, rootValue });
    if (!("data" in result) || result.errors) throw new Error(`graphql-js fails: ${JSON.stringify(result)} ${message}`);
    expect(render(rootValue), message).toBe(JSON.stringify(result.data));
  }
}

import { parse } from "graphql";
import { expect, it } from "vitest";
import { readConfig } from "../../../src/config/config.ts";
import { createDocumentCache } from "../../../src/server/graphql/document-cache.ts";
import { createPrepareOperation } from "../../../src/server/graphql/prepare-operation.ts";
import { TrustedDocuments } from "../../../src/server/graphql/trusted-documents.ts";

it("holds documents by what they occupy, not by the length of their text", () => {
  const documents = createDocumentCache();
  for (let count = 0; count < 100; count += 1) {
    const text = `{ ${"a ".repeat(4_990)} a${count} }`;
    documents.set(text, parse(text));
  }
  expect(documents.size).toBeGreaterThanOrEqual(10);
  expect(documents.size).toBeLessThanOrEqual(14);

  for (let count = 0; count < 100; count += 1) {
    const text = `{ a${count} ${" ".repeat(1024 * 1024)} }`;
    documents.set(text, parse(text));
  }
  expect(documents.size).toBeLessThanOrEqual(16);
});

it("gives subscribers of one text one document, and finds its faults anew", () => {
  const { limits } = readConfig({});
  const prepare = createPrepareOperation(
    { limits, validationRules: [], hideSuggestions: false },
    new TrustedDocuments(false),
  );
  const costs: number[] = [];
  const count = (cost: number) => costs.push(cost);
  const query = "{ __typename }";
  const [first, second] = [prepare({ query }, count), prepare({ query }, count)];
  expect(first).toHaveProperty("document");
  expect(Object(second).document).toBe(Object(first).document);

  // Reading it once, and each execution.
  expect(costs).toEqual([query.length / 2, 1, 1]);

  const [wrong, wrongAgain] = [prepare({ query: "{ nothing }" }, count), prepare({ query: "{ nothing }" }, count)];
  expect(wrong).toMatchObject([{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }]);
  expect(wrongAgain).toEqual(wrong);
  expect(wrongAgain).not.toBe(wrong);
});

import SchemaBuilder from "@pothos/core";
import RelayPlugin from "@pothos/plugin-relay";
import ValidationPlugin from "@pothos/plugin-validation";
import { BadUserInputError } from "../src/errors/expected-error.ts";
import type { Context } from "./context.ts";
import { ofState } from "./of-state.ts";

export interface SchemaTypes {
  Context: Context;
  Scalars: {
    ID: { Input: string; Output: string };
    /** ISO 8601 in UTC with milliseconds. */
    DateTime: { Input: string; Output: string };
  };
  DefaultFieldNullability: false;
  DefaultNodeNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  Connection: { readonly totalCount: () => Promise<number> };
}

export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [RelayPlugin, ValidationPlugin],
  defaultFieldNullability: false,
  relay: {
    cursorType: "String",
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    // A page is a function of its parent, which decides if it is shared.
    nodesOnConnection: ofState,
    nodeFieldOptions: { nullable: false, ...ofState },
    edgesFieldOptions: { nullable: { list: false, items: false }, ...ofState },
    cursorFieldOptions: ofState,
    pageInfoFieldOptions: ofState,
    hasNextPageFieldOptions: ofState,
    hasPreviousPageFieldOptions: ofState,
    startCursorFieldOptions: ofState,
    endCursorFieldOptions: ofState,
  },
  validation: {
    validationError: ({ issues }) => {
      const plain = issues.slice(0, issueLimit).map(({ message, path = [] }) => ({
        path: path.map((step) => toPathStep(typeof step === "object" ? step.key : step)),
        message,
      }));
      return new BadUserInputError(plain.map(({ path, message }) => `${path.join(".")}: ${message}`).join(" "), plain);
    },
  },
});

/** Maximum issues of which an error tells. */
const issueLimit = 20;

function toPathStep(key: PropertyKey): string | number {
  return typeof key === "symbol" ? String(key) : key;
}

builder.globalConnectionField("totalCount", (t) =>
  t.int({
    description: "Number of items on all pages; counted only when selected.",
    ...ofState,
    resolve: ({ totalCount }) => totalCount(),
  }),
);

builder.queryType({});
builder.mutationType({});
builder.subscriptionType({});

import { z } from "zod";
import {
  type AppliedChanges,
  type ApplyChangesInput as ApplyChangesInputShape,
  applyChanges,
  type BatchedName,
  batchedNames,
  maxChanges,
  type ChangeRefused as Refused,
  type ChangeResult as Result,
} from "../src/operations/apply-changes.ts";
import { builder } from "./builder.ts";
import { clientMutationIdField, MutationPayload, requireChange } from "./mutation.ts";
import { id } from "./text.ts";

const ChangeRefused = builder.objectRef<Refused>("ChangeRefused").implement({
  description: "The change was not made. The other changes of the batch are not affected unless it is atomic.",
  fields: (t) => ({
    code: t.exposeString("code", {
      description:
        "As in the errors of the change's own mutation; NOT_APPLIED where another change of an atomic batch failed.",
    }),
    message: t.exposeString("message", { description: "For people." }),
    path: t.stringList({
      nullable: true,
      description: "Leads from the arguments to the value that is wrong; null where no single one is.",
      resolve: ({ path }) => path?.map(String) ?? null,
    }),
    clientMutationId: t.exposeString("clientMutationId", {
      nullable: true,
      description: "As the change's input gave it; null where it was absent or empty.",
    }),
  }),
});

const ChangeResult = builder.unionType("ChangeResult", {
  description: "The payload of the change's own mutation, its conflict, or its refusal.",
  types: [...listPayloads(), ...new Set(listConflicts()), ChangeRefused],
  resolveType: (result) => typeNameOf(result as unknown as NamedResult),
});

function listPayloads() {
  return batchedNames.map((name) => requireChange(name).payload);
}

function listConflicts() {
  return batchedNames.flatMap((name) => requireChange(name).conflict ?? []);
}

type NamedResult = Result["result"] & { readonly changeName: BatchedName };

function typeNameOf(result: NamedResult): string {
  if (result.type === "ChangeRefused" || "conflictingFields" in result) return result.type;
  return requireChange(result.changeName).payload.name;
}

const ApplyChangesPayload = builder.objectRef<AppliedChanges>("ApplyChangesPayload").implement({
  interfaces: [MutationPayload],
  fields: (t) => ({
    results: t.field({
      type: [ChangeResult],
      description: "One for each change, in order.",
      resolve: ({ results }) => results.map(({ name, result }) => ({ ...result, changeName: name })),
    }),
  }),
});

const ChangeInput = builder.inputRef<ApplyChangesInputShape["changes"][number]>("ChangeInput").implement({
  isOneOf: true,
  description: "Exactly one of these.",
  // The compiler cannot follow a loop over the names.
  fields: (t) =>
    Object.fromEntries(batchedNames.map((name) => [name, t.field({ type: requireChange(name).input })])) as never,
});

const ApplyChangesInput = builder.inputType("ApplyChangesInput", {
  description: `All changes are of this project; 1 to ${maxChanges}.`,
  fields: (t) => ({
    projectId: t.id({ required: true, validate: id }),
    changes: t.field({
      type: [ChangeInput],
      required: true,
      validate: z
        .array(z.unknown())
        .min(1, "must have at least one change.")
        .max(maxChanges, `must have at most ${maxChanges} changes.`),
    }),
    atomic: t.boolean({ defaultValue: false, description: "All or none." }),
    clientMutationId: clientMutationIdField(t),
  }),
});

builder.mutationField("applyChanges", (t) =>
  t.field({
    type: ApplyChangesPayload,
    nullable: true,
    description:
      "As MEMBER. Makes many changes of one project in one transaction, in order, each with its own event. A change never conflicts with those before it in the same batch. The limit of mutations per minute counts each change. A batch above it is RATE_LIMITED with `extensions.budget`: send smaller ones.",
    args: { input: t.arg({ required: true, type: ApplyChangesInput }) },
    extensions: { cost: { itemsOf: "changes" } },
    resolve: (_root, { input }, { operation }) => applyChanges(operation, input),
  }),
);

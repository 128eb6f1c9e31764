import { z } from "zod";
import {
  type AppliedChanges,
  applyChanges,
  type BatchedName,
  maxChanges,
  type ChangeRefused as Refused,
  type ChangeResult as Result,
} from "../src/operations/apply-changes.ts";
import { builder } from "./builder.ts";
import {
  CommentConflict,
  CreateCommentInput,
  CreateCommentPayload,
  DeleteCommentInput,
  DeleteCommentPayload,
  RestoreCommentInput,
  RestoreCommentPayload,
  UpdateCommentInput,
  UpdateCommentPayload,
} from "./comment-mutations.ts";
import {
  CreateLabelInput,
  CreateLabelPayload,
  DeleteLabelInput,
  DeleteLabelPayload,
  LabelConflict,
  UpdateLabelInput,
  UpdateLabelPayload,
} from "./label.ts";
import { clientMutationIdField, MutationPayload } from "./mutation.ts";
import {
  CreateTaskInput,
  CreateTaskPayload,
  DeleteTaskInput,
  DeleteTaskPayload,
  MoveTaskInput,
  MoveTaskPayload,
  RestoreTaskInput,
  RestoreTaskPayload,
  TaskConflict,
  UpdateTaskInput,
  UpdateTaskPayload,
  UpdateTaskStatusInput,
  UpdateTaskStatusPayload,
} from "./task-mutations.ts";
import { id } from "./text.ts";

const inputs = {
  createTask: CreateTaskInput,
  updateTask: UpdateTaskInput,
  updateTaskStatus: UpdateTaskStatusInput,
  moveTask: MoveTaskInput,
  deleteTask: DeleteTaskInput,
  restoreTask: RestoreTaskInput,
  createComment: CreateCommentInput,
  updateComment: UpdateCommentInput,
  deleteComment: DeleteCommentInput,
  restoreComment: RestoreCommentInput,
  createLabel: CreateLabelInput,
  updateLabel: UpdateLabelInput,
  deleteLabel: DeleteLabelInput,
} as const satisfies Readonly<Record<BatchedName, unknown>>;

const payloads = {
  createTask: CreateTaskPayload,
  updateTask: UpdateTaskPayload,
  updateTaskStatus: UpdateTaskStatusPayload,
  moveTask: MoveTaskPayload,
  deleteTask: DeleteTaskPayload,
  restoreTask: RestoreTaskPayload,
  createComment: CreateCommentPayload,
  updateComment: UpdateCommentPayload,
  deleteComment: DeleteCommentPayload,
  restoreComment: RestoreCommentPayload,
  createLabel: CreateLabelPayload,
  updateLabel: UpdateLabelPayload,
  deleteLabel: DeleteLabelPayload,
} as const satisfies Readonly<Record<BatchedName, unknown>>;

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
  types: [...Object.values(payloads), TaskConflict, CommentConflict, LabelConflict, ChangeRefused],
  resolveType: (result) => typeNameOf(result as unknown as NamedResult),
});

type NamedResult = Result["result"] & { readonly changeName: BatchedName };

function typeNameOf(result: NamedResult): string {
  if (result.type === "ChangeRefused" || "conflictingFields" in result) return result.type;
  return payloads[result.changeName].name;
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

const ChangeInput = builder.inputType("ChangeInput", {
  isOneOf: true,
  description: "Exactly one of these.",
  fields: (t) => ({
    createTask: t.field({ type: inputs.createTask }),
    updateTask: t.field({ type: inputs.updateTask }),
    updateTaskStatus: t.field({ type: inputs.updateTaskStatus }),
    moveTask: t.field({ type: inputs.moveTask }),
    deleteTask: t.field({ type: inputs.deleteTask }),
    restoreTask: t.field({ type: inputs.restoreTask }),
    createComment: t.field({ type: inputs.createComment }),
    updateComment: t.field({ type: inputs.updateComment }),
    deleteComment: t.field({ type: inputs.deleteComment }),
    restoreComment: t.field({ type: inputs.restoreComment }),
    createLabel: t.field({ type: inputs.createLabel }),
    updateLabel: t.field({ type: inputs.updateLabel }),
    deleteLabel: t.field({ type: inputs.deleteLabel }),
  }),
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

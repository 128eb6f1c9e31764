import { type CommentField as CommentFieldName, commentLimits } from "../src/model/comment.ts";
import type { ActivityOf } from "../src/model/events.ts";
import { createComment } from "../src/operations/create-comment.ts";
import { deleteComment } from "../src/operations/delete-comment.ts";
import { restoreComment } from "../src/operations/restore-comment.ts";
import { type CommentResult, updateComment } from "../src/operations/update-comment.ts";
import type * as conflict from "../src/operations/version-conflict.ts";
import { builder } from "./builder.ts";
import { Comment } from "./comment.ts";
import { resolveCommentedTask } from "./commented-task.ts";
import { CommentField } from "./enums.ts";
import {
  addChange,
  clientMutationIdField,
  editBasisFields,
  MutationPayload,
  mergedFieldsDescription,
  newIdField,
} from "./mutation.ts";
import { Task } from "./task.ts";
import { filledText, id, multiLine } from "./text.ts";
import { VersionConflict } from "./version-conflict.ts";

const CommentConflict = builder.objectRef<conflict.CommentConflict>("CommentConflict").implement({
  interfaces: [VersionConflict],
  fields: (t) => ({
    conflictingFields: t.expose("conflictingFields", { type: [CommentField] }),
    comment: t.expose("comment", { type: Comment, description: "Its current state." }),
  }),
});

type CommentPayloadShape = Pick<CommentResult, "comment" | "task" | "seq" | "clientMutationId"> & {
  readonly mergedFields?: readonly CommentFieldName[] | undefined;
};

function commentPayload(name: string) {
  return builder.objectRef<CommentPayloadShape>(name).implement({
    interfaces: [MutationPayload],
    fields: (t) => ({
      comment: t.field({ type: Comment, resolve: ({ comment, task }) => ({ ...comment, task }) }),
      task: t.field({
        type: Task,
        resolve: ({ task }, _args, context, info) => resolveCommentedTask(task, context, info),
      }),
    }),
  });
}

const CreateCommentInput = builder.inputType("CreateCommentInput", {
  fields: (t) => ({
    id: newIdField(t),
    taskId: t.id({ required: true, validate: id }),
    body: t.string({ required: true, validate: multiLine(filledText(commentLimits.body)) }),
    clientMutationId: clientMutationIdField(t),
  }),
});

const CreateCommentPayload = commentPayload("CreateCommentPayload");

addChange({
  operation: createComment,
  description: "As MEMBER.",
  input: CreateCommentInput,
  payload: CreateCommentPayload,
});

const UpdateCommentInput = builder.inputType("UpdateCommentInput", {
  fields: (t) => ({
    commentId: t.id({ required: true, validate: id }),
    body: t.string({ required: true, validate: multiLine(filledText(commentLimits.body)) }),
    ...editBasisFields(t),
    clientMutationId: clientMutationIdField(t),
  }),
});

const UpdateCommentPayload = commentPayload("UpdateCommentPayload");

builder.objectField(UpdateCommentPayload, "mergedFields", (t) =>
  t.field({
    type: [CommentField],
    description: mergedFieldsDescription,
    resolve: ({ mergedFields = [] }) => mergedFields,
  }),
);

addChange({
  operation: updateComment,
  description: "As MEMBER, one's own.",
  input: UpdateCommentInput,
  payload: UpdateCommentPayload,
  conflict: CommentConflict,
});

const DeleteCommentInput = builder.inputType("DeleteCommentInput", {
  fields: (t) => ({
    commentId: t.id({ required: true, validate: id }),
    clientMutationId: clientMutationIdField(t),
  }),
});

const DeleteCommentPayload = builder.objectRef<ActivityOf<"CommentDeleted">>("DeleteCommentPayload").implement({
  interfaces: [MutationPayload],
  fields: (t) => ({
    commentId: t.exposeID("commentId"),
    taskId: t.id({ resolve: ({ task }) => task.id }),
    task: t.field({
      type: Task,
      resolve: ({ task }, _args, context, info) => resolveCommentedTask(task, context, info),
    }),
  }),
});

addChange({
  operation: deleteComment,
  description: "As MEMBER one's own, as ADMIN anyone's. The last writer wins.",
  input: DeleteCommentInput,
  payload: DeleteCommentPayload,
});

const RestoreCommentInput = builder.inputType("RestoreCommentInput", {
  fields: (t) => ({
    commentId: t.id({ required: true, validate: id }),
    clientMutationId: clientMutationIdField(t),
  }),
});

const RestoreCommentPayload = commentPayload("RestoreCommentPayload");

addChange({
  operation: restoreComment,
  description:
    "As MEMBER what you deleted, as ADMIN anything: undoes the deletion of a comment. Changes nothing where the comment exists.",
  input: RestoreCommentInput,
  payload: RestoreCommentPayload,
});

import type { ActivityOf } from "../src/model/events.ts";
import { taskLimits } from "../src/model/task.ts";
import { changeProject } from "../src/operations/change-project.ts";
import { createTask } from "../src/operations/create-task.ts";
import { deleteTask } from "../src/operations/delete-task.ts";
import { moveTask } from "../src/operations/move-task.ts";
import { restoreTask } from "../src/operations/restore-task.ts";
import type { TaskResult } from "../src/operations/task-result.ts";
import { updateTask } from "../src/operations/update-task.ts";
import { updateTaskStatus } from "../src/operations/update-task-status.ts";
import type * as conflict from "../src/operations/version-conflict.ts";
import { builder } from "./builder.ts";
import { TaskField, TaskPriority, TaskStatus } from "./enums.ts";
import {
  clientMutationIdField,
  editBasisFields,
  MutationPayload,
  mergedFieldsDescription,
  newIdField,
} from "./mutation.ts";
import { optionalTaskFields, Task } from "./task.ts";
import { filledText, id, ids, neverNull } from "./text.ts";
import { VersionConflict } from "./version-conflict.ts";

export const TaskConflict = builder.objectRef<conflict.TaskConflict>("TaskConflict").implement({
  interfaces: [VersionConflict],
  fields: (t) => ({
    conflictingFields: t.expose("conflictingFields", { type: [TaskField] }),
    task: t.expose("task", { type: Task, description: "Its current state." }),
  }),
});

function taskPayload(name: string) {
  return builder.objectRef<TaskResult>(name).implement({
    interfaces: [MutationPayload],
    fields: (t) => ({ task: t.expose("task", { type: Task }) }),
  });
}

export const CreateTaskInput = builder.inputType("CreateTaskInput", {
  validate: neverNull("status", "priority"),
  fields: (t) => ({
    id: newIdField(t),
    projectId: t.id({ required: true, validate: id }),
    title: t.string({ required: true, validate: filledText(taskLimits.title) }),
    status: t.field({ type: TaskStatus, defaultValue: "TODO" }),
    priority: t.field({ type: TaskPriority, defaultValue: "NONE" }),
    ...optionalTaskFields(t),
    labelIds: t.idList({ validate: ids, description: "Ids that the project does not have are ignored." }),
    clientMutationId: clientMutationIdField(t),
  }),
});

export const CreateTaskPayload = taskPayload("CreateTaskPayload");

builder.mutationField("createTask", (t) =>
  t.field({
    type: CreateTaskPayload,
    nullable: true,
    description: "As MEMBER, at the end of its column.",
    args: { input: t.arg({ required: true, type: CreateTaskInput }) },
    resolve: (_root, { input }, { operation }) => changeProject(operation, createTask, input),
  }),
);

export const UpdateTaskInput = builder.inputType("UpdateTaskInput", {
  description: "Absent fields stay, null clears.",
  validate: neverNull("title", "priority"),
  fields: (t) => ({
    taskId: t.id({ required: true, validate: id }),
    title: t.string({ validate: filledText(taskLimits.title) }),
    priority: t.field({ type: TaskPriority }),
    ...optionalTaskFields(t),
    addLabelIds: t.idList({
      validate: ids,
      description: "Never conflicts; unknown and deleted ones are ignored.",
    }),
    removeLabelIds: t.idList({ validate: ids, description: "Never conflicts." }),
    ...editBasisFields(t),
    clientMutationId: clientMutationIdField(t),
  }),
});

export const UpdateTaskPayload = taskPayload("UpdateTaskPayload");

builder.objectField(UpdateTaskPayload, "mergedFields", (t) =>
  t.field({
    type: [TaskField],
    description: mergedFieldsDescription,
    resolve: (result) => ("mergedFields" in result && result.mergedFields) || [],
  }),
);

builder.mutationField("updateTask", (t) =>
  t.field({
    type: builder.unionType("UpdateTaskResult", {
      types: [UpdateTaskPayload, TaskConflict],
      resolveType: ({ type }) => (type === "TaskConflict" ? "TaskConflict" : "UpdateTaskPayload"),
    }),
    nullable: true,
    description:
      "As MEMBER. Edits of other fields since `expectedVersion` are merged; of the same fields, they conflict.",
    args: { input: t.arg({ required: true, type: UpdateTaskInput }) },
    resolve: (_root, { input }, { operation }) => changeProject(operation, updateTask, input),
  }),
);

export const UpdateTaskStatusInput = builder.inputType("UpdateTaskStatusInput", {
  fields: (t) => ({
    taskId: t.id({ required: true, validate: id }),
    status: t.field({ type: TaskStatus, required: true }),
    ...editBasisFields(t),
    clientMutationId: clientMutationIdField(t),
  }),
});

export const UpdateTaskStatusPayload = taskPayload("UpdateTaskStatusPayload");

builder.mutationField("updateTaskStatus", (t) =>
  t.field({
    type: builder.unionType("UpdateTaskStatusResult", {
      types: [UpdateTaskStatusPayload, TaskConflict],
      resolveType: ({ type }) => (type === "TaskConflict" ? "TaskConflict" : "UpdateTaskStatusPayload"),
    }),
    nullable: true,
    description: "As MEMBER, to the end of another column.",
    args: { input: t.arg({ required: true, type: UpdateTaskStatusInput }) },
    resolve: (_root, { input }, { operation }) => changeProject(operation, updateTaskStatus, input),
  }),
);

export const MoveTaskInput = builder.inputType("MoveTaskInput", {
  description:
    "Between two neighbours of the column; both absent: the column's end. A neighbour that is gone or elsewhere is passed over.",
  validate: neverNull("status"),
  fields: (t) => ({
    taskId: t.id({ required: true, validate: id }),
    status: t.field({ type: TaskStatus }),
    afterTaskId: t.id({ validate: id }),
    beforeTaskId: t.id({ validate: id }),
    ...editBasisFields(t),
    clientMutationId: clientMutationIdField(t),
  }),
});

export const MoveTaskPayload = taskPayload("MoveTaskPayload");

builder.mutationField("moveTask", (t) =>
  t.field({
    type: builder.unionType("MoveTaskResult", {
      types: [MoveTaskPayload, TaskConflict],
      resolveType: ({ type }) => (type === "TaskConflict" ? "TaskConflict" : "MoveTaskPayload"),
    }),
    nullable: true,
    description:
      "As MEMBER. With `status` into another column, in the same change. Conflicts with a later move since `expectedVersion`.",
    args: { input: t.arg({ required: true, type: MoveTaskInput }) },
    resolve: (_root, { input }, { operation }) => changeProject(operation, moveTask, input),
  }),
);

export const DeleteTaskInput = builder.inputType("DeleteTaskInput", {
  fields: (t) => ({
    taskId: t.id({ required: true, validate: id }),
    ...editBasisFields(t),
    clientMutationId: clientMutationIdField(t),
  }),
});

export const DeleteTaskPayload = builder.objectRef<ActivityOf<"TaskDeleted">>("DeleteTaskPayload").implement({
  interfaces: [MutationPayload],
  fields: (t) => ({ taskId: t.exposeID("taskId") }),
});

builder.mutationField("deleteTask", (t) =>
  t.field({
    type: builder.unionType("DeleteTaskResult", {
      types: [DeleteTaskPayload, TaskConflict],
      resolveType: ({ type }) => (type === "TaskConflict" ? "TaskConflict" : "DeleteTaskPayload"),
    }),
    nullable: true,
    description: "As MEMBER, with its comments. Conflicts with any change since `expectedVersion`, also of comments.",
    args: { input: t.arg({ required: true, type: DeleteTaskInput }) },
    resolve: (_root, { input }, { operation }) => changeProject(operation, deleteTask, input),
  }),
);

export const RestoreTaskInput = builder.inputType("RestoreTaskInput", {
  fields: (t) => ({
    taskId: t.id({ required: true, validate: id }),
    clientMutationId: clientMutationIdField(t),
  }),
});

export const RestoreTaskPayload = taskPayload("RestoreTaskPayload");

builder.mutationField("restoreTask", (t) =>
  t.field({
    type: RestoreTaskPayload,
    nullable: true,
    description:
      "As MEMBER what you deleted, as ADMIN anything: undoes a deletion, with the comments that the task had. Changes nothing where the task exists.",
    args: { input: t.arg({ required: true, type: RestoreTaskInput }) },
    resolve: (_root, { input }, { operation }) => changeProject(operation, restoreTask, input),
  }),
);

import type { ActivityOf } from "../src/model/events.ts";
import { taskLimits } from "../src/model/task.ts";
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
  addChange,
  clientMutationIdField,
  editBasisFields,
  MutationPayload,
  mergedFieldsDescription,
  newIdField,
} from "./mutation.ts";
import { editedTaskFields, newTaskFields, Task } from "./task.ts";
import { filledText, id, neverNull } from "./text.ts";
import { VersionConflict } from "./version-conflict.ts";

const TaskConflict = builder.objectRef<conflict.TaskConflict>("TaskConflict").implement({
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

const CreateTaskInput = builder.inputType("CreateTaskInput", {
  validate: neverNull("status", "priority"),
  fields: (t) => ({
    id: newIdField(t),
    projectId: t.id({ required: true, validate: id }),
    title: t.string({ required: true, validate: filledText(taskLimits.title) }),
    status: t.field({ type: TaskStatus, defaultValue: "TODO" }),
    priority: t.field({ type: TaskPriority, defaultValue: "NONE" }),
    ...newTaskFields(t),
    clientMutationId: clientMutationIdField(t),
  }),
});

const CreateTaskPayload = taskPayload("CreateTaskPayload");

addChange({
  operation: createTask,
  description: "As MEMBER, at the end of its column.",
  input: CreateTaskInput,
  payload: CreateTaskPayload,
});

const UpdateTaskInput = builder.inputType("UpdateTaskInput", {
  description: "Absent fields stay, null clears.",
  validate: neverNull("title", "priority"),
  fields: (t) => ({
    taskId: t.id({ required: true, validate: id }),
    title: t.string({ validate: filledText(taskLimits.title) }),
    priority: t.field({ type: TaskPriority }),
    ...editedTaskFields(t),
    ...editBasisFields(t),
    clientMutationId: clientMutationIdField(t),
  }),
});

const UpdateTaskPayload = taskPayload("UpdateTaskPayload");

builder.objectField(UpdateTaskPayload, "mergedFields", (t) =>
  t.field({
    type: [TaskField],
    description: mergedFieldsDescription,
    resolve: (result) => ("mergedFields" in result && result.mergedFields) || [],
  }),
);

addChange({
  operation: updateTask,
  description:
    "As MEMBER. Edits of other fields since `expectedVersion` are merged; of the same fields, they conflict.",
  input: UpdateTaskInput,
  payload: UpdateTaskPayload,
  conflict: TaskConflict,
});

const UpdateTaskStatusInput = builder.inputType("UpdateTaskStatusInput", {
  fields: (t) => ({
    taskId: t.id({ required: true, validate: id }),
    status: t.field({ type: TaskStatus, required: true }),
    ...editBasisFields(t),
    clientMutationId: clientMutationIdField(t),
  }),
});

const UpdateTaskStatusPayload = taskPayload("UpdateTaskStatusPayload");

addChange({
  operation: updateTaskStatus,
  description: "As MEMBER, to the end of another column.",
  input: UpdateTaskStatusInput,
  payload: UpdateTaskStatusPayload,
  conflict: TaskConflict,
});

const MoveTaskInput = builder.inputType("MoveTaskInput", {
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

const MoveTaskPayload = taskPayload("MoveTaskPayload");

addChange({
  operation: moveTask,
  description:
    "As MEMBER. With `status` into another column, in the same change. Conflicts with a later move since `expectedVersion`.",
  input: MoveTaskInput,
  payload: MoveTaskPayload,
  conflict: TaskConflict,
});

const DeleteTaskInput = builder.inputType("DeleteTaskInput", {
  fields: (t) => ({
    taskId: t.id({ required: true, validate: id }),
    ...editBasisFields(t),
    clientMutationId: clientMutationIdField(t),
  }),
});

const DeleteTaskPayload = builder.objectRef<ActivityOf<"TaskDeleted">>("DeleteTaskPayload").implement({
  interfaces: [MutationPayload],
  fields: (t) => ({ taskId: t.exposeID("taskId") }),
});

addChange({
  operation: deleteTask,
  description: "As MEMBER, with its comments. Conflicts with any change since `expectedVersion`, also of comments.",
  input: DeleteTaskInput,
  payload: DeleteTaskPayload,
  conflict: TaskConflict,
});

const RestoreTaskInput = builder.inputType("RestoreTaskInput", {
  fields: (t) => ({
    taskId: t.id({ required: true, validate: id }),
    clientMutationId: clientMutationIdField(t),
  }),
});

const RestoreTaskPayload = taskPayload("RestoreTaskPayload");

addChange({
  operation: restoreTask,
  description:
    "As MEMBER what you deleted, as ADMIN anything: undoes a deletion, with the comments that the task had. Changes nothing where the task exists.",
  input: RestoreTaskInput,
  payload: RestoreTaskPayload,
});

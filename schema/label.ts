import { LabelColor as labelColors } from "../src/database/generated/enums.ts";
import type { ActivityOf } from "../src/model/events.ts";
import { type LabelSnapshot, labelFields, labelLimits } from "../src/model/label.ts";
import { changeProject } from "../src/operations/change-project.ts";
import { createLabel } from "../src/operations/create-label.ts";
import { deleteLabel } from "../src/operations/delete-label.ts";
import type * as stored from "../src/operations/stored-label.ts";
import { type LabelResult, updateLabel } from "../src/operations/update-label.ts";
import { builder } from "./builder.ts";
import { inEvents } from "./in-events.ts";
import { clientMutationIdField, editBasisFields, MutationPayload, newIdField } from "./mutation.ts";
import { Project } from "./project.ts";
import { filledText, id, neverNull } from "./text.ts";
import { VersionConflict } from "./version-conflict.ts";

const LabelColor = builder.enumType("LabelColor", { values: Object.values(labelColors) });
const LabelField = builder.enumType("LabelField", {
  description: "Field of a label that a conflict is about.",
  values: labelFields,
});

export const Label = builder.objectRef<LabelSnapshot>("Label").implement({
  description: "A mark of a project's tasks.",
  fields: (t) => ({
    id: t.exposeID("id", inEvents),
    name: t.exposeString("name", {
      description: "Unique within the project, whatever the case.",
      ...inEvents,
    }),
    color: t.expose("color", { type: LabelColor, ...inEvents }),
    version: t.exposeInt("version", { description: "Grows by one with every edit.", ...inEvents }),
  }),
});

builder.objectField(Project, "labels", (t) =>
  t.field({
    type: [Label],
    description: `In the order in which they were made; at most ${labelLimits.perProject}.`,
    extensions: { cost: { listLength: labelLimits.perProject, statements: 1 } },
    resolve: async ({ id }, _args, context) => {
      await context.requireProject(id);
      return [...(await context.loaders.labels(id))];
    },
  }),
);

export const LabelConflict = builder.objectRef<stored.LabelConflict>("LabelConflict").implement({
  interfaces: [VersionConflict],
  fields: (t) => ({
    conflictingFields: t.expose("conflictingFields", { type: [LabelField] }),
    label: t.expose("label", { type: Label, description: "Its current state." }),
  }),
});

export const CreateLabelInput = builder.inputType("CreateLabelInput", {
  fields: (t) => ({
    id: newIdField(t),
    projectId: t.id({ required: true, validate: id }),
    name: t.string({ required: true, validate: filledText(labelLimits.name) }),
    color: t.field({ type: LabelColor, required: true }),
    clientMutationId: clientMutationIdField(t),
  }),
});

export const CreateLabelPayload = builder.objectRef<LabelResult>("CreateLabelPayload").implement({
  interfaces: [MutationPayload],
  fields: (t) => ({ label: t.expose("label", { type: Label }) }),
});

builder.mutationField("createLabel", (t) =>
  t.field({
    type: CreateLabelPayload,
    nullable: true,
    description: `As MEMBER. A project has at most ${labelLimits.perProject} labels.`,
    args: { input: t.arg({ required: true, type: CreateLabelInput }) },
    resolve: (_root, { input }, { operation }) => changeProject(operation, createLabel, input),
  }),
);

export const UpdateLabelInput = builder.inputType("UpdateLabelInput", {
  description: "Absent fields stay.",
  validate: neverNull("name", "color"),
  fields: (t) => ({
    labelId: t.id({ required: true, validate: id }),
    name: t.string({ validate: filledText(labelLimits.name) }),
    color: t.field({ type: LabelColor }),
    ...editBasisFields(t),
    clientMutationId: clientMutationIdField(t),
  }),
});

export const UpdateLabelPayload = builder.objectRef<LabelResult>("UpdateLabelPayload").implement({
  interfaces: [MutationPayload],
  fields: (t) => ({ label: t.expose("label", { type: Label }) }),
});

builder.mutationField("updateLabel", (t) =>
  t.field({
    type: builder.unionType("UpdateLabelResult", {
      types: [UpdateLabelPayload, LabelConflict],
      resolveType: ({ type }) => (type === "LabelConflict" ? "LabelConflict" : "UpdateLabelPayload"),
    }),
    nullable: true,
    description:
      "As MEMBER. Edits of other fields since `expectedVersion` are merged; of the same fields, they conflict.",
    args: { input: t.arg({ required: true, type: UpdateLabelInput }) },
    resolve: (_root, { input }, { operation }) => changeProject(operation, updateLabel, input),
  }),
);

export const DeleteLabelInput = builder.inputType("DeleteLabelInput", {
  fields: (t) => ({
    labelId: t.id({ required: true, validate: id }),
    ...editBasisFields(t),
    clientMutationId: clientMutationIdField(t),
  }),
});

export const DeleteLabelPayload = builder.objectRef<ActivityOf<"LabelDeleted">>("DeleteLabelPayload").implement({
  interfaces: [MutationPayload],
  fields: (t) => ({ labelId: t.exposeID("labelId") }),
});

builder.mutationField("deleteLabel", (t) =>
  t.field({
    type: builder.unionType("DeleteLabelResult", {
      types: [DeleteLabelPayload, LabelConflict],
      resolveType: ({ type }) => (type === "LabelConflict" ? "LabelConflict" : "DeleteLabelPayload"),
    }),
    nullable: true,
    description:
      "As MEMBER. Takes the label from its tasks, whose versions stay. Conflicts with any edit since `expectedVersion`.",
    args: { input: t.arg({ required: true, type: DeleteLabelInput }) },
    resolve: (_root, { input }, { operation }) => changeProject(operation, deleteLabel, input),
  }),
);

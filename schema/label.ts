import type { ActivityOf } from "../src/model/events.ts";
import { type LabelSnapshot, labelFields, labelLimits, labelSnapshot } from "../src/model/label.ts";
import * as labels from "../src/operations/labels.ts";
import { builder } from "./builder.ts";
import { LabelColor } from "./enums.ts";
import { inEvents, showSnapshot } from "./in-events.ts";
import { addChange, clientMutationIdField, editBasisFields, MutationPayload, newIdField } from "./mutation.ts";
import { ofState } from "./of-state.ts";
import { Project } from "./project.ts";
import { filledText, id, neverNull } from "./text.ts";
import { VersionConflict } from "./version-conflict.ts";

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

showSnapshot(labelSnapshot, Label);

builder.objectField(Project, "labels", (t) =>
  t.field({
    type: [Label],
    description: `In the order in which they were made; at most ${labelLimits.perProject}.`,
    extensions: { ...ofState.extensions, cost: { listLength: labelLimits.perProject, statements: 1 } },
    resolve: async ({ id }, _args, context) => {
      await context.requireProject(id);
      return [...(await context.loaders.each(labels.listLabels)(id))];
    },
  }),
);

const LabelConflict = builder.objectRef<labels.LabelConflict>("LabelConflict").implement({
  interfaces: [VersionConflict],
  fields: (t) => ({
    conflictingFields: t.expose("conflictingFields", { type: [LabelField] }),
    label: t.expose("label", { type: Label, description: "Its current state." }),
  }),
});

const CreateLabelInput = builder.inputType("CreateLabelInput", {
  fields: (t) => ({
    id: newIdField(t),
    projectId: t.id({ required: true, validate: id }),
    name: t.string({ required: true, validate: filledText(labelLimits.name) }),
    color: t.field({ type: LabelColor, required: true }),
    clientMutationId: clientMutationIdField(t),
  }),
});

const CreateLabelPayload = builder.objectRef<labels.LabelResult>("CreateLabelPayload").implement({
  interfaces: [MutationPayload],
  fields: (t) => ({ label: t.expose("label", { type: Label }) }),
});

addChange({
  operation: labels.createLabel,
  description: `As MEMBER. A project has at most ${labelLimits.perProject} labels.`,
  input: CreateLabelInput,
  payload: CreateLabelPayload,
});

const UpdateLabelInput = builder.inputType("UpdateLabelInput", {
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

const UpdateLabelPayload = builder.objectRef<labels.LabelResult>("UpdateLabelPayload").implement({
  interfaces: [MutationPayload],
  fields: (t) => ({ label: t.expose("label", { type: Label }) }),
});

addChange({
  operation: labels.updateLabel,
  description:
    "As MEMBER. Edits of other fields since `expectedVersion` are merged; of the same fields, they conflict.",
  input: UpdateLabelInput,
  payload: UpdateLabelPayload,
  conflict: LabelConflict,
});

const DeleteLabelInput = builder.inputType("DeleteLabelInput", {
  fields: (t) => ({
    labelId: t.id({ required: true, validate: id }),
    ...editBasisFields(t),
    clientMutationId: clientMutationIdField(t),
  }),
});

const DeleteLabelPayload = builder.objectRef<ActivityOf<"LabelDeleted">>("DeleteLabelPayload").implement({
  interfaces: [MutationPayload],
  fields: (t) => ({ labelId: t.exposeID("labelId") }),
});

addChange({
  operation: labels.deleteLabel,
  description:
    "As MEMBER. Takes the label from its tasks, whose versions stay. Conflicts with any edit since `expectedVersion`.",
  input: DeleteLabelInput,
  payload: DeleteLabelPayload,
  conflict: LabelConflict,
});

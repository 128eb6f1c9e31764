import type { ActivityOf } from "../src/model/events.ts";
import { projectLimits } from "../src/model/project.ts";
import { changeProject } from "../src/operations/change-project.ts";
import { type CreatedProject, createProject } from "../src/operations/create-project.ts";
import { deleteProject } from "../src/operations/delete-project.ts";
import type * as stored from "../src/operations/stored-project.ts";
import { type ProjectResult, updateProject } from "../src/operations/update-project.ts";
import { builder } from "./builder.ts";
import { ProjectField } from "./enums.ts";
import { clientMutationIdField, editBasisFields, MutationPayload, newIdField } from "./mutation.ts";
import { Project } from "./project.ts";
import { filledText, id, longText, multiLine, neverNull } from "./text.ts";
import { VersionConflict } from "./version-conflict.ts";

const ProjectConflict = builder.objectRef<stored.ProjectConflict>("ProjectConflict").implement({
  interfaces: [VersionConflict],
  fields: (t) => ({
    conflictingFields: t.expose("conflictingFields", { type: [ProjectField] }),
    project: t.field({
      type: Project,
      description: "Its current state.",
      resolve: ({ project }, _args, context) => ({ ...project, position: context.firstPosition(project.id) }),
    }),
  }),
});

builder.mutationField("createProject", (t) =>
  t.field({
    type: builder.objectRef<CreatedProject>("CreateProjectPayload").implement({
      interfaces: [MutationPayload],
      fields: (t) => ({
        project: t.field({
          type: Project,
          resolve: ({ type, project }, _args, context) => ({
            ...project,
            position: context.firstPosition(project.id),
            ...(type === "ProjectCreated" && { viewerRole: "OWNER" as const }),
          }),
        }),
      }),
    }),
    nullable: true,
    description: "Change number 1 of a new project, with you as its OWNER.",
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("CreateProjectInput", {
          fields: (t) => ({
            id: newIdField(t),
            name: t.string({ required: true, validate: filledText(projectLimits.name) }),
            description: t.string({ validate: multiLine(longText(projectLimits.description)) }),
            clientMutationId: clientMutationIdField(t),
          }),
        }),
      }),
    },
    resolve: (_root, { input }, { operation }) => changeProject(operation, createProject, input),
  }),
);

builder.mutationField("updateProject", (t) =>
  t.field({
    type: builder.unionType("UpdateProjectResult", {
      types: [
        builder.objectRef<ProjectResult>("UpdateProjectPayload").implement({
          interfaces: [MutationPayload],
          fields: (t) => ({
            project: t.field({
              type: Project,
              resolve: ({ project }, _args, context) => ({ ...project, position: context.firstPosition(project.id) }),
            }),
          }),
        }),
        ProjectConflict,
      ],
      resolveType: ({ type }) => (type === "ProjectConflict" ? "ProjectConflict" : "UpdateProjectPayload"),
    }),
    nullable: true,
    description:
      "As ADMIN. Edits of other fields since `expectedVersion` are merged; of the same fields, they conflict.",
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("UpdateProjectInput", {
          description: "Absent fields stay; null clears the description.",
          validate: neverNull("name"),
          fields: (t) => ({
            projectId: t.id({ required: true, validate: id }),
            name: t.string({ validate: filledText(projectLimits.name) }),
            description: t.string({ validate: multiLine(longText(projectLimits.description)) }),
            ...editBasisFields(t),
            clientMutationId: clientMutationIdField(t),
          }),
        }),
      }),
    },
    resolve: (_root, { input }, { operation }) => changeProject(operation, updateProject, input),
  }),
);

builder.mutationField("deleteProject", (t) =>
  t.field({
    type: builder.objectRef<ActivityOf<"ProjectDeleted">>("DeleteProjectPayload").implement({
      interfaces: [MutationPayload],
      fields: (t) => ({ projectId: t.exposeID("projectId") }),
    }),
    nullable: true,
    description:
      "As OWNER. Streams that are open, or resume, still tell of it; all else about the project is NOT_FOUND then.",
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("DeleteProjectInput", {
          fields: (t) => ({
            projectId: t.id({ required: true, validate: id }),
            clientMutationId: clientMutationIdField(t),
          }),
        }),
      }),
    },
    resolve: (_root, { input }, { operation }) => changeProject(operation, deleteProject, input),
  }),
);

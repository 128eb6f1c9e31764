import { z } from "zod";
import type { ActivityOf } from "../src/model/events.ts";
import { type MemberSnapshot, memberSnapshot } from "../src/model/member.ts";
import { addMember } from "../src/operations/add-member.ts";
import { changeProject } from "../src/operations/change-project.ts";
import { countMembers } from "../src/operations/list-members.ts";
import { removeMember } from "../src/operations/remove-member.ts";
import { type MemberResult, updateMemberRole } from "../src/operations/update-member-role.ts";
import { builder } from "./builder.ts";
import { pageArgs, toConnection, toPageRequest } from "./connection.ts";
import { ProjectRole } from "./enums.ts";
import { inEvents, showSnapshot } from "./in-events.ts";
import { clientMutationIdField, MutationPayload } from "./mutation.ts";
import { ofState } from "./of-state.ts";
import { Project } from "./project.ts";
import { filledText, id } from "./text.ts";
import { User } from "./user.ts";

export const Member = builder.objectRef<MemberSnapshot>("Member").implement({
  description: "Somebody in a project.",
  fields: (t) => ({
    id: t.exposeID("id", { description: "Id of the membership; that of the account is `user.id`.", ...inEvents }),
    role: t.expose("role", { type: ProjectRole, ...inEvents }),
    joinedSeq: t.exposeInt("joinedSeq", {
      description:
        "The number of the change that added the member; members are ordered by it. 0 in events that were recorded before it was kept, unless they added the member.",
      ...inEvents,
    }),
    joinedAt: t.expose("joinedAt", { type: "DateTime", ...inEvents }),
    user: t.expose("user", { type: User, ...inEvents }),
  }),
});

showSnapshot(memberSnapshot, Member);

const memberKeys = z.tuple([z.int32()]);

builder.objectField(Project, "members", (t) =>
  t.field({
    type: builder.connectionObject({ type: Member, name: "MemberConnection" }),
    description: "In the order of joining, by `joinedSeq`.",
    args: pageArgs(),
    ...ofState,
    resolve: async (project, args, context) => {
      const { loaders } = context;
      await context.requireProject(project.id);
      const request = toPageRequest(args, memberKeys);
      const page = await loaders.members(request)(project.id);
      const totalCount = () => loaders.each(countMembers)(project.id);
      return toConnection(page, request, {
        toKeys: ({ joinedSeq }) => [joinedSeq],
        toNode: (member) => member,
        totalCount,
      });
    },
  }),
);

builder.mutationField("addMember", (t) =>
  t.field({
    type: builder.objectRef<ActivityOf<"MemberAdded">>("AddMemberPayload").implement({
      interfaces: [MutationPayload],
      fields: (t) => ({ member: t.expose("member", { type: Member }) }),
    }),
    nullable: true,
    description:
      "As ADMIN, up to one's own role. A user may try 100 e-mail addresses an hour, unless the server says otherwise.",
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("AddMemberInput", {
          description: "By account id or by e-mail, one of the two.",
          fields: (t) => ({
            projectId: t.id({ required: true, validate: id }),
            userId: t.id({ validate: id }),
            email: t.string({ validate: filledText(320) }),
            role: t.field({ type: ProjectRole, required: true }),
            clientMutationId: clientMutationIdField(t),
          }),
        }),
      }),
    },
    resolve: async (_root, { input }, context) => {
      if (input.email != null) await context.admitAddress();
      return changeProject(context.operation, addMember, input);
    },
  }),
);

builder.mutationField("updateMemberRole", (t) =>
  t.field({
    type: builder.objectRef<MemberResult>("UpdateMemberRolePayload").implement({
      interfaces: [MutationPayload],
      fields: (t) => ({ member: t.expose("member", { type: Member }) }),
    }),
    nullable: true,
    description: "As ADMIN, from and to roles up to one's own. The last OWNER stays one.",
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("UpdateMemberRoleInput", {
          fields: (t) => ({
            projectId: t.id({ required: true, validate: id }),
            userId: t.id({ required: true, validate: id }),
            role: t.field({ type: ProjectRole, required: true }),
            clientMutationId: clientMutationIdField(t),
          }),
        }),
      }),
    },
    resolve: (_root, { input }, { operation }) => changeProject(operation, updateMemberRole, input),
  }),
);

builder.mutationField("removeMember", (t) =>
  t.field({
    type: builder.objectRef<ActivityOf<"MemberRemoved">>("RemoveMemberPayload").implement({
      interfaces: [MutationPayload],
      fields: (t) => ({ userId: t.id({ resolve: ({ user }) => user.id }) }),
    }),
    nullable: true,
    description:
      "As ADMIN, members up to one's own role; oneself, to leave. Tasks stay assigned. The last OWNER stays.",
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("RemoveMemberInput", {
          description: "Oneself, to leave; others as ADMIN or OWNER.",
          fields: (t) => ({
            projectId: t.id({ required: true, validate: id }),
            userId: t.id({ required: true, validate: id }),
            clientMutationId: clientMutationIdField(t),
          }),
        }),
      }),
    },
    resolve: (_root, { input }, { operation }) => changeProject(operation, removeMember, input),
  }),
);

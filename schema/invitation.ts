import { z } from "zod";
import {
  type Invitation as InvitationShape,
  invitationLimits,
  type OwnInvitation as OwnInvitationShape,
} from "../src/model/invitation.ts";
import { acceptInvitation } from "../src/operations/accept-invitation.ts";
import { changeProject } from "../src/operations/change-project.ts";
import { maxEmailLength } from "../src/operations/ensure-user.ts";
import { listInvitations, listOwnInvitations } from "../src/operations/invitations.ts";
import type { InvitedMember } from "../src/operations/invite-member.ts";
import type { ViewedProject } from "../src/operations/list-projects.ts";
import { revokeInvitation } from "../src/operations/revoke-invitation.ts";
import { requireRole } from "../src/operations/roles.ts";
import { builder } from "./builder.ts";
import { ProjectRole } from "./enums.ts";
import { clientMutationIdField } from "./mutation.ts";
import { Project } from "./project.ts";
import { filledText, id } from "./text.ts";
import { Viewer } from "./viewer.ts";

const { days, perProject, perPerson } = invitationLimits;

const emailAddress = filledText(maxEmailLength).refine(
  (text) => z.email().safeParse(text.trim()).success,
  "must be an e-mail address.",
);

const Invitation = builder.objectRef<InvitationShape>("Invitation").implement({
  description: "An open way into a project, for whoever has its link.",
  fields: (t) => ({
    id: t.exposeID("id"),
    email: t.exposeString("email", { description: "In lower case." }),
    role: t.expose("role", { type: ProjectRole }),
    expiresAt: t.expose("expiresAt", { type: "DateTime" }),
  }),
});

const OwnInvitation = builder.objectRef<OwnInvitationShape>("OwnInvitation").implement({
  description: "An invitation to your address. Accept it by its id.",
  fields: (t) => ({
    id: t.exposeID("id"),
    projectName: t.exposeString("projectName"),
    role: t.expose("role", { type: ProjectRole }),
    expiresAt: t.expose("expiresAt", { type: "DateTime" }),
  }),
});

builder.objectField(Project, "invitations", (t) =>
  t.field({
    type: [Invitation],
    description: `As ADMIN: the open invitations, newest first; at most ${perProject}.`,
    extensions: { cost: { listLength: perProject, statements: 1 } },
    resolve: async ({ id: projectId }, _args, context) => {
      requireRole((await context.requireProject(projectId)).viewerRole, "ADMIN");
      return [...(await context.loaders.each(listInvitations)(projectId))];
    },
  }),
);

builder.objectField(Viewer, "invitations", (t) =>
  t.field({
    type: [OwnInvitation],
    description: `Open invitations to the address of your account that you have confirmed, newest first; at most ${perPerson}. Empty where the server sends no mail.`,
    extensions: { cost: { listLength: perPerson, statements: 1 } },
    resolve: async (_inbox, _args, { reads, viewer: { userId } }) => [...(await listOwnInvitations(reads, userId))],
  }),
);

builder.mutationField("inviteMember", (t) =>
  t.field({
    type: builder.objectRef<InvitedMember>("InviteMemberPayload").implement({
      fields: (t) => ({
        invitation: t.expose("invitation", { type: Invitation }),
        link: t.exposeString("link", { description: "Shown once. It lets in the person who has it." }),
      }),
    }),
    nullable: true,
    description: `As ADMIN, up to one's own role. Invites an address, with or without an account, for ${days} days. Another invitation of the address ends. An e-mail brings the link where the server sends mail. Counts as an address of \`addMember\`.`,
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("InviteMemberInput", {
          fields: (t) => ({
            projectId: t.id({ required: true, validate: id }),
            email: t.string({ required: true, validate: emailAddress }),
            role: t.field({ type: ProjectRole, required: true }),
          }),
        }),
      }),
    },
    resolve: (_root, { input }, context) => context.inviteMember(input),
  }),
);

builder.mutationField("revokeInvitation", (t) =>
  t.field({
    type: builder.objectRef<{ readonly invitationId: string }>("RevokeInvitationPayload").implement({
      fields: (t) => ({ invitationId: t.exposeID("invitationId") }),
    }),
    nullable: true,
    description: "As ADMIN: ends an open invitation of a role up to one's own.",
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("RevokeInvitationInput", {
          fields: (t) => ({ invitationId: t.id({ required: true, validate: id }) }),
        }),
      }),
    },
    resolve: async (_root, { input }, { operation }) => {
      await revokeInvitation(operation, input.invitationId);
      return input;
    },
  }),
);

builder.mutationField("acceptInvitation", (t) =>
  t.field({
    type: builder.objectRef<{ readonly project: ViewedProject }>("AcceptInvitationPayload").implement({
      fields: (t) => ({ project: t.expose("project", { type: Project }) }),
    }),
    nullable: true,
    description:
      "Makes you a member, with an event `MemberAdded` that you caused. NOT_FOUND for an invitation that is unknown, has expired, was revoked or replaced, or was accepted by somebody else. The same holds when the person who made it could not make it any more.",
    args: {
      input: t.arg({
        required: true,
        type: builder.inputType("AcceptInvitationInput", {
          fields: (t) => ({
            token: t.string({
              required: true,
              validate: filledText(200),
              description:
                "Token of the link; or the id of an invitation, for the account whose confirmed address it names.",
            }),
            clientMutationId: clientMutationIdField(t),
          }),
        }),
      }),
    },
    resolve: async (_root, { input }, context) => {
      const { projectId } = await changeProject(context.operation, acceptInvitation, input);
      return { project: await context.requireProject(projectId) };
    },
  }),
);

import { expect } from "vitest";
import { given } from "../../support/board.ts";
import { codeOf } from "../../support/code-of.ts";
import {
  AcceptInvitationDocument,
  InvitationsDocument,
  InviteMemberDocument,
  OwnInvitationsDocument,
  RevokeInvitationDocument,
} from "../../support/generated/graphql.ts";
import type { Person } from "../../support/person.ts";
import type { Scenarios, World } from "./scenario.ts";

async function invite({ ada, board: { projectId } }: World, { email }: Pick<Person, "email">) {
  const { inviteMember } = await ada.expect(InviteMemberDocument, { input: { projectId, email, role: "MEMBER" } });
  const { invitation, link } = given(inviteMember);
  return { invitation, token: new URL(link).hash.slice(1) };
}

async function listed({ ada, board: { projectId } }: World) {
  return given((await ada.expect(InvitationsDocument, { projectId })).project).invitations;
}

export const invitationScenarios = {
  async InviteMember(world) {
    const { ada, grace, stranger, board } = world;
    const { projectId } = board;
    const input = { projectId, email: ` ${stranger.email.toUpperCase()}`, role: "MEMBER" } as const;
    const { inviteMember } = await ada.expect(InviteMemberDocument, { input });
    const { invitation, link } = given(inviteMember);
    expect(invitation).toEqual({
      id: expect.any(String),
      email: stranger.email,
      role: "MEMBER",
      expiresAt: expect.any(String),
    });
    const days = (Date.parse(String(invitation.expiresAt)) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThan(7.1);
    expect(new URL(link)).toMatchObject({ pathname: "/invitation", hash: expect.stringMatching(/^#[\w-]{43}$/) });
    // Without an account the answer is the same.
    const unknown = await invite(world, { email: "nobody-yet@example.com" });
    expect(Object.keys(unknown.invitation)).toEqual(Object.keys(invitation));
    expect(await board.seq()).toBe(2);
    expect(codeOf(await grace.request(InviteMemberDocument, { input }))).toBe("FORBIDDEN");
    expect(codeOf(await stranger.request(InviteMemberDocument, { input }))).toBe("NOT_FOUND");
  },

  async Invitations(world) {
    const { ada, grace, stranger, board } = world;
    const first = await invite(world, stranger);
    const second = await invite(world, { email: "second@example.com" });
    expect(await listed(world)).toEqual([second.invitation, first.invitation]);
    // Another one for the same address takes its place.
    const third = await invite(world, stranger);
    expect(await listed(world)).toEqual([third.invitation, second.invitation]);
    const asking = { projectId: board.projectId };
    expect(codeOf(await grace.request(InvitationsDocument, asking))).toBe("FORBIDDEN");
    expect(codeOf(await stranger.request(InvitationsDocument, asking))).toBe("NOT_FOUND");
    expect((await ada.expect(OwnInvitationsDocument, {})).viewer.invitations).toEqual([]);
  },

  async OwnInvitations(world) {
    await invite(world, world.stranger);
    // An outside issuer's address may be anybody's: it is not confirmed here.
    expect((await world.stranger.expect(OwnInvitationsDocument, {})).viewer).toEqual({ invitations: [] });
  },

  async RevokeInvitation(world) {
    const { ada, grace, stranger } = world;
    const { invitation, token } = await invite(world, stranger);
    const input = { invitationId: invitation.id };
    expect(codeOf(await grace.request(RevokeInvitationDocument, { input }))).toBe("FORBIDDEN");
    expect(codeOf(await stranger.request(RevokeInvitationDocument, { input }))).toBe("NOT_FOUND");
    expect((await ada.expect(RevokeInvitationDocument, { input })).revokeInvitation).toEqual(input);
    expect(await listed(world)).toEqual([]);
    expect(codeOf(await ada.request(RevokeInvitationDocument, { input }))).toBe("NOT_FOUND");
    expect(codeOf(await stranger.request(AcceptInvitationDocument, { input: { token } }))).toBe("NOT_FOUND");
  },

  async AcceptInvitation(world) {
    const { board, stranger, grace, clientMutationId } = world;
    const { projectId } = board;
    const { token } = await invite(world, stranger);
    const input = { token, clientMutationId };
    const { acceptInvitation } = await stranger.expect(AcceptInvitationDocument, { input });
    expect(acceptInvitation).toEqual({ project: { id: projectId, name: "Launch" } });
    const added = { __typename: "MemberAdded", seq: 3, actor: { id: stranger.id }, clientMutationId };
    expect(await board.changesAfter(2)).toMatchObject([
      { ...added, member: { role: "MEMBER", user: { id: stranger.id } } },
    ]);
    expect(await listed(world)).toEqual([]);
    // A retry gets the same; the link works once.
    expect((await stranger.expect(AcceptInvitationDocument, { input })).acceptInvitation).toEqual(acceptInvitation);
    const again = await stranger.expect(AcceptInvitationDocument, { input: { token } });
    expect(again.acceptInvitation).toMatchObject({ project: { id: projectId } });
    expect(await board.seq()).toBe(3);
    expect(codeOf(await grace.request(AcceptInvitationDocument, { input: { token } }))).toBe("NOT_FOUND");
  },
} satisfies Scenarios;

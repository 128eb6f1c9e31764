import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import { codeOf } from "../support/code-of.ts";
import {
  AcceptInvitationDocument,
  BoardDocument,
  DeleteProjectDocument,
  InvitationsDocument,
  InviteMemberDocument,
  type ProjectRole,
  RemoveMemberDocument,
  RevokeInvitationDocument,
  UpdateMemberRoleDocument,
} from "../support/generated/graphql.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Person } from "../support/person.ts";
import { range } from "../support/range.ts";

let pair: Pair;
let ada: Person;
let grace: Person;
/** In no project. */
let alan: Person;
let zoe: Person;
/** A fresh one of Ada's, of which Grace is an ADMIN. */
let board: Board;
let projectId: string;

beforeAll(async () => {
  pair = await startPair({ MEMBER_ADDRESSES_PER_HOUR: "0" });
  ada = await pair.one.person("ada");
});

afterAll(() => pair.close());

beforeEach(async () => {
  const people = range(1, 3).map((index) => pair[index % 2 ? "one" : "two"].person(randomUUID()));
  [grace, alan, zoe] = (await Promise.all(people)) as [Person, Person, Person];
  board = await createBoard(ada);
  ({ projectId } = board);
  await board.addMember(grace, "ADMIN");
});

const anAddress = () => `${randomUUID()}@example.com`;

async function invite(by: Person = ada, role: ProjectRole = "MEMBER", email = anAddress()) {
  const { inviteMember } = await by.expect(InviteMemberDocument, { input: { projectId, email, role } });
  const { invitation, link } = given(inviteMember);
  return { ...invitation, token: new URL(link).hash.slice(1) };
}

const accept = (person: Person, token: string) => person.request(AcceptInvitationDocument, { input: { token } });
const mayAccept = async (person: Person, token: string) => codeOf(await accept(person, token));

async function membersOf(): Promise<Readonly<Record<string, ProjectRole>>> {
  const { members } = given((await ada.expect(BoardDocument, { projectId })).project);
  return Object.fromEntries(members.nodes.map(({ user, role }) => [user.id, role]));
}

describe("acceptInvitation", () => {
  it("lets in one of two people who open a link at the same time, with one change", async () => {
    const { token } = await invite();
    const before = await board.seq();
    const codes = await Promise.all([alan, zoe].map((person) => mayAccept(person, token)));
    expect(codes.toSorted()).toEqual(["NOT_FOUND", null].toSorted());
    expect(await board.seq()).toBe(before + 1);
    expect(Object.keys(await membersOf())).toHaveLength(3);
  });

  it("makes one change when one person opens a link several times at the same time, on two instances", async () => {
    const { token } = await invite();
    const before = await board.seq();
    const elsewhere = await pair.one.person(alan.name);
    expect(elsewhere.id).toBe(alan.id);
    const tries = range(1, 6).map((index) => mayAccept(index % 2 ? alan : elsewhere, token));
    expect(await Promise.all(tries)).toEqual(Array(6).fill(null));
    expect(await board.seq()).toBe(before + 1);
    expect((await membersOf())[alan.id]).toBe("MEMBER");
  });

  it("changes nothing for a member, whose invitation stays open", async () => {
    const { token } = await invite();
    const before = await board.seq();
    const answer = await accept(grace, token);
    expect(answer.data?.acceptInvitation).toMatchObject({ project: { id: projectId } });
    expect(await board.seq()).toBe(before);
    expect((await membersOf())[grace.id]).toBe("ADMIN");
    expect(await mayAccept(alan, token)).toBe(null);
  });

  it("does not let in again who was removed since", async () => {
    const { token } = await invite();
    await accept(alan, token);
    await ada.expect(RemoveMemberDocument, { input: { projectId, userId: alan.id } });
    expect(await mayAccept(alan, token)).toBe("NOT_FOUND");
    const another = await invite();
    expect(await mayAccept(alan, another.token)).toBe(null);
  });

  it.each<[string, (made: Awaited<ReturnType<typeof invite>>) => Promise<unknown>]>([
    ["has expired", ({ id }) => administer(pair.databaseUrl, expire(id))],
    ["was revoked", ({ id }) => grace.expect(RevokeInvitationDocument, { input: { invitationId: id } })],
    ["was replaced by another one of the address", ({ email }) => invite(grace, "VIEWER", email.toUpperCase())],
    ["is of a deleted project", () => ada.expect(DeleteProjectDocument, { input: { projectId } })],
    ["was made by a person who was removed", () => remove(grace)],
    ["was made by a person whose role is lower now", () => changeRole(grace, "MEMBER")],
  ])("is NOT_FOUND for an invitation that %s", async (_what, end) => {
    const made = await invite(grace, "ADMIN");
    await end(made);
    expect(await mayAccept(alan, made.token)).toBe("NOT_FOUND");
  });

  it.each<[string, (made: Awaited<ReturnType<typeof invite>>) => string]>([
    ["the id of an invitation to another address", ({ id }) => id],
    ["another case of the token", ({ token }) => token.toUpperCase()],
    ["a part of the token", ({ token }) => token.slice(1)],
    ["a random id", () => randomUUID()],
  ])("is NOT_FOUND for %s", async (_what, toToken) => {
    expect(await mayAccept(alan, toToken(await invite()))).toBe("NOT_FOUND");
  });

  it.each(["", " ", "x".repeat(201)])("is BAD_USER_INPUT for a token that is none: %j", async (token) => {
    expect(await mayAccept(alan, token)).toBe("BAD_USER_INPUT");
  });

  it("is one change with its clientMutationId, which is remembered after the membership has ended", async () => {
    const { token } = await invite();
    const input = { token, clientMutationId: randomUUID() };
    const first = await alan.expect(AcceptInvitationDocument, { input });
    expect(await alan.expect(AcceptInvitationDocument, { input })).toEqual(first);
    const other = await invite();
    const reused = await alan.request(AcceptInvitationDocument, { input: { ...input, token: other.token } });
    expect(codeOf(reused)).toBe("BAD_USER_INPUT");
    await remove(alan);
    const seq = await board.seq();
    // It is no second membership.
    await alan.request(AcceptInvitationDocument, { input });
    expect(await board.seq()).toBe(seq);
    expect(await membersOf()).not.toHaveProperty(alan.id);
  });

  it("shows a person who was removed before nothing of the time between", async () => {
    const first = await invite();
    await accept(alan, first.token);
    await remove(alan);
    await board.createTask({ title: "Meanwhile" });
    const second = await invite();
    await accept(alan, second.token);
    const stream = alan.watch({ projectId, since: 0 });
    const { data } = await stream.next();
    expect(data?.projectActivity).toMatchObject({ __typename: "Resync" });
    stream.stop();
  });
});

describe("inviteMember", () => {
  it("refuses roles above one's own", async () => {
    const input = { projectId, email: anAddress(), role: "OWNER" } as const;
    expect(codeOf(await grace.request(InviteMemberDocument, { input }))).toBe("FORBIDDEN");
    const { token } = await invite(ada, "OWNER");
    await accept(alan, token);
    expect((await membersOf())[alan.id]).toBe("OWNER");
  });

  it("leaves an invitation to a role above one's own in its place", async () => {
    const email = anAddress();
    const { token } = await invite(ada, "OWNER", email);
    const input = { projectId, email: email.toUpperCase(), role: "VIEWER" } as const;
    expect(codeOf(await grace.request(InviteMemberDocument, { input }))).toBe("FORBIDDEN");
    expect(await mayAccept(alan, token)).toBe(null);
    // It is used up now, and stands in nobody's way.
    await invite(grace, "VIEWER", email);
  });

  it("refuses the address of a member, who is shown to all members", async () => {
    const input = { projectId, email: grace.email.toUpperCase(), role: "MEMBER" } as const;
    expect(await ada.request(InviteMemberDocument, { input })).toMatchObject({
      errors: [{ extensions: { code: "BAD_USER_INPUT", issues: [{ path: ["input", "email"] }] } }],
    });
  });

  it.each([
    "",
    "nobody",
    "@example.com",
    "two@at@example.com",
    "a b@example.com",
    "x\0@example.com",
    `${"x".repeat(250)}@a.io`,
  ])("refuses what is no address: %j", async (email) => {
    const input = { projectId, email, role: "MEMBER" } as const;
    expect(codeOf(await ada.request(InviteMemberDocument, { input }))).toBe("BAD_USER_INPUT");
  });

  it("leaves at most 100 open ones in a project, however many are made at the same time", async () => {
    await administer(
      pair.databaseUrl,
      `INSERT INTO invitations (id, project_id, email, role, token_hash, invited_by_id, expires_at)
       SELECT gen_random_uuid(), '${projectId}', n || '@open.example', 'MEMBER', sha256((n || '${projectId}')::bytea), '${ada.id}',
         now() + interval '1 day' FROM generate_series(1, 98) n`,
    );
    const inputs = range(1, 6).map(() => ({ projectId, email: anAddress(), role: "MEMBER" }) as const);
    const codes = await Promise.all(
      inputs.map(async (input) => codeOf(await ada.request(InviteMemberDocument, { input }))),
    );
    expect(codes.filter((code) => code === null)).toHaveLength(2);
    expect(codes.filter((code) => code === "BAD_USER_INPUT")).toHaveLength(4);
    const { project } = await ada.expect(InvitationsDocument, { projectId });
    expect(project?.invitations).toHaveLength(100);
    // One in the place of another is no further one.
    await invite(ada, "VIEWER", "1@open.example");
  });

  it("stores no token", async () => {
    const { token } = await invite();
    const rows = await administer(pair.databaseUrl, "SELECT i::text AS row FROM invitations i");
    expect(rows.map(({ row }) => row).join()).not.toContain(token);
  });
});

it("revokeInvitation: does not undo an acceptance, and leaves invitations to higher roles", async () => {
  const accepted = await invite();
  await accept(alan, accepted.token);
  const revoke = async (by: Person, id: string) =>
    codeOf(await by.request(RevokeInvitationDocument, { input: { invitationId: id } }));
  expect(await revoke(ada, accepted.id)).toBe("NOT_FOUND");
  expect(await membersOf()).toHaveProperty(alan.id);
  const owner = await invite(ada, "OWNER");
  expect(await revoke(grace, owner.id)).toBe("FORBIDDEN");
  expect(await revoke(ada, owner.id)).toBe(null);
});

const expire = (id: string) => `UPDATE invitations SET expires_at = now() WHERE id = '${id}'`;

function remove({ id: userId }: Person) {
  return ada.expect(RemoveMemberDocument, { input: { projectId, userId } });
}

function changeRole({ id: userId }: Person, role: ProjectRole) {
  return ada.expect(UpdateMemberRoleDocument, { input: { projectId, userId, role } });
}

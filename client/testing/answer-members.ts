import type { User } from "../core/wire.ts";
import type { ProjectRole } from "../generated/graphql.ts";
import type { FakeProject } from "./fake-project.ts";
import type { FakeServer } from "./fake-server.ts";
import { RequestError } from "./request-error.ts";

/** In ascending order of power. */
const ranks: Readonly<Record<ProjectRole, number>> = { VIEWER: 0, MEMBER: 1, ADMIN: 2, OWNER: 3 };

type Variables = Readonly<Record<string, unknown>>;

/** Answers by the names of the operations on members, by the rules of the real server. They throw `RequestError`. */
export const memberAnswerers = {
  AddMember(server: FakeServer, me: User, { input }: Variables) {
    const { projectId, userId, email, role } = input as Record<string, string>;
    requireKnown(role);
    const { project, own } = requireRole(server, me, projectId, "ADMIN");
    requireRank(own, role);
    const person = requireAccount(server, userId, email);
    if (project.roleOf(person)) throw toFault("This account is a member of the project already.");
    project.setMember(me, person, role);
    return { addMember: { seq: project.seq } };
  },
  UpdateMemberRole(server: FakeServer, me: User, { input }: Variables) {
    const { projectId, userId, role } = input as Record<string, string>;
    requireKnown(role);
    const { project, own } = requireRole(server, me, projectId, "ADMIN");
    const member = requireMember(project, userId);
    requireRank(own, member.role, role);
    if (member.role !== role) {
      if (member.role === "OWNER") requireAnotherOwner(project, userId);
      project.setMember(me, member.user, role);
    }
    return { updateMemberRole: { seq: project.seq } };
  },
  RemoveMember(server: FakeServer, me: User, { input }: Variables) {
    const { projectId, userId } = input as Record<string, string>;
    const { project, own } = requireRole(server, me, projectId, userId === me.id ? "VIEWER" : "ADMIN");
    const member = requireMember(project, userId);
    requireRank(own, member.role);
    if (member.role === "OWNER") requireAnotherOwner(project, userId);
    project.removeMember(me, member.user);
    return { removeMember: { seq: project.seq } };
  },
};

function requireKnown(role: string | undefined): asserts role is ProjectRole {
  if (role !== undefined && Object.hasOwn(ranks, role)) return;
  throw toFault(`Value "${role}" does not exist in "ProjectRole" enum.`, "role");
}

function requireRole(server: FakeServer, viewer: User, projectId: unknown, least: ProjectRole) {
  const project = server.find(viewer, projectId);
  const own = project.roleOf(viewer) ?? "VIEWER";
  if (ranks[own] >= ranks[least]) return { project, own };
  throw new RequestError("FORBIDDEN", `This needs the role ${least}; yours is ${own}.`);
}

function requireRank(own: ProjectRole, ...roles: readonly ProjectRole[]): void {
  if (roles.every((role) => ranks[own] >= ranks[role])) return;
  throw new RequestError("FORBIDDEN", `As ${own} you cannot give, change or take a role above your own.`);
}

function requireMember({ data }: FakeProject, userId = "") {
  const member = data.members.get(userId);
  if (!member) throw new RequestError("NOT_FOUND", "The project has no such member.");
  return member;
}

function requireAnotherOwner({ data }: FakeProject, userId: string | undefined): void {
  if ([...data.members.values()].some(({ role, user }) => role === "OWNER" && user.id !== userId)) return;
  throw new RequestError("FORBIDDEN", "A project always has an owner: make someone else an owner first.");
}

function requireAccount({ people }: FakeServer, userId: string | undefined, email: string | undefined): User {
  if ((userId == null) === (email == null)) throw toFault("Give either userId or email.");
  const address = email?.trim().toLowerCase();
  const person = [...people.values()].find((each) => each.id === userId || (address && each.email === address));
  const field = userId == null ? "email" : "userId";
  if (!person) throw toFault(`There is no account with this ${field}.`, field);
  return person;
}

function toFault(message: string, ...path: readonly string[]): RequestError {
  return new RequestError("BAD_USER_INPUT", message, [{ path: ["input", ...path], message }]);
}

import type { User } from "../core/wire.ts";
import { enumValues } from "../generated/input-types.ts";
import type { FakeServer } from "./fake-server.ts";

type Variables = Readonly<Record<string, unknown>>;

/** Members that the list of projects names. */
const namedMembers = 5;

const lastPage = { hasNextPage: false, endCursor: null };

/** Answers what the hooks ask across projects. */
export const personAnswerers = {
  InboxPage(server: FakeServer, me: User) {
    return { viewer: server.inboxOf(me.id).page };
  },
  MarkNoticesRead(server: FakeServer, me: User, { input }: Variables) {
    const inbox = server.inboxOf(me.id);
    inbox.markRead((input as { readonly upTo: number }).upTo);
    return { markNoticesRead: { unreadCount: inbox.unreadCount } };
  },
  ProjectList(server: FakeServer, me: User) {
    const nodes = listProjects(server, me).map((project) => {
      const { id, name, description } = project.data.project;
      const members = [...project.data.members.values()];
      const tasks = [...project.data.tasks.values()];
      const openTasks = tasks.filter(({ value }) => value.status !== "DONE" && value.status !== "CANCELED");
      return {
        ...{ id, name, description, viewerRole: project.roleOf(me) },
        members: { nodes: members.slice(0, namedMembers), totalCount: members.length },
        openTasks: { totalCount: openTasks.length },
      };
    });
    return { page: { nodes, pageInfo: lastPage } };
  },
  MyTaskList(server: FakeServer, me: User) {
    const nodes = listProjects(server, me).flatMap((project) => {
      const { id, name } = project.data.project;
      const tasks = enumValues.TaskStatus.flatMap((status) => project.column(status));
      const own = tasks.filter(({ assignee }) => assignee?.id === me.id);
      return own.map((task) => ({ ...task, project: { id, name } }));
    });
    return { page: { nodes, pageInfo: lastPage } };
  },
};

/** The projects of a person, newest first. */
function listProjects({ projects }: FakeServer, me: User) {
  return [...projects.values()].reverse().filter((project) => project.roleOf(me));
}

import type { Present, User } from "../core/wire.ts";
import { normalise } from "./accept-changes.ts";
import { memberAnswerers } from "./answer-members.ts";
import { personAnswerers } from "./answer-person.ts";
import { type Input, keptNouns } from "./fake-project.ts";
import type { FakeServer } from "./fake-server.ts";
import { RequestError } from "./request-error.ts";

type Variables = Readonly<Record<string, unknown>>;
type Answerer = (server: FakeServer, viewer: User, variables: Variables) => object;

const lastPage = { hasNextPage: false, endCursor: null };

/** Answers by the name of the operation: those that the client sends. */
const answerers: Readonly<Record<string, Answerer>> = {
  BoardStart(server, me, { projectId }) {
    const project = server.projects.get(String(projectId));
    const viewerRole = project?.roleOf(me);
    if (!project || !viewerRole) return { me, project: null };
    const { data, seq, cursor } = project;
    const page = <T>(nodes: T[]) => ({ nodes, pageInfo: lastPage, totalCount: nodes.length });
    const members = page([...data.members.values()]);
    const lists = Object.fromEntries(
      keptNouns.map((noun) => [noun, [...data[noun].values()].map(({ value }) => value)]),
    );
    const tasks = page(lists["tasks"] ?? []);
    return {
      me,
      project: { ...data.project, seq, cursor, viewerRole, present: [toPresent(me)], ...lists, members, tasks },
    };
  },
  ProjectHead(server, me, { projectId }) {
    const project = server.projects.get(String(projectId));
    return { project: project?.roleOf(me) ? { id: project.id, seq: project.seq } : null };
  },
  TaskComments(server, me, { taskId }) {
    const project = [...server.projects.values()].find(({ data }) => data.tasks.has(String(taskId)));
    if (!project?.roleOf(me)) return { task: null };
    const { id, seq } = project;
    const comments = { nodes: project.comments(String(taskId)), pageInfo: lastPage };
    return { task: { id: taskId, project: { id, seq }, comments } };
  },
  ApplyChanges(server, me, { input }) {
    const { projectId, changes } = input as { projectId: string; changes: readonly Readonly<Record<string, Input>>[] };
    const project = server.find(me, projectId);
    const results = project.applyChanges(me, changes);
    return { applyChanges: { seq: project.seq, results } };
  },
  /** The fake server shows nobody else, so that a focus is checked alone. */
  Focus(server, me, { input }) {
    const { projectId, taskId } = input as { projectId: string; taskId?: string | null };
    const { data } = server.find(me, projectId);
    if (taskId && !data.tasks.has(taskId))
      throw new RequestError("NOT_FOUND", "Not found, or you are not a member of the project.");
    return { focus: { __typename: "FocusPayload" } };
  },
  ...memberAnswerers,
  ...personAnswerers,
};

/** The person, with nothing open. */
export function toPresent(user: User): Present {
  return { user, focusedTaskId: null, focusedField: null };
}

/** Answers a request with the data of its operation, all fields included. Throws `RequestError`. */
export function answerRequest(server: FakeServer, viewer: User, document: string, variables: Variables): object {
  const name = /^\s*(?:query|mutation) (\w+)/.exec(document)?.[1] ?? "";
  const answer = Object.hasOwn(answerers, name) ? answerers[name] : undefined;
  if (!answer)
    throw new RequestError(
      "GRAPHQL_VALIDATION_FAILED",
      `The fake server answers the operations of the kit alone (got "${name}").`,
    );
  return answer(server, viewer, normalise(variables));
}

import { administer } from "./administer.ts";
import type { Collected, Message } from "./collect.ts";
import {
  AddMemberDocument,
  type AddMemberMutation,
  BoardDocument,
  CreateCommentDocument,
  type CreateCommentMutation,
  CreateLabelDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  type CreateTaskInput,
  DeleteCommentDocument,
  DeleteTaskDocument,
  type LabelPartsFragment,
  type ProjectActivitySubscription,
  type ProjectRole,
  type TaskPartsFragment,
} from "./generated/graphql.ts";
import type { Person } from "./person.ts";

/** A change of the project as subscribers see it. */
export type ActivityEvent = Extract<ProjectActivitySubscription["projectActivity"], { readonly at: string }>;

/** A project of a test's own, with its owner at hand to prepare and to look. */
export interface Board {
  readonly projectId: string;
  readonly owner: Person;
  addMember(person: Person, role: ProjectRole): Promise<Member>;
  createTask(input?: Partial<CreateTaskInput>): Promise<TaskPartsFragment>;
  createComment(taskId: string, body?: string): Promise<Comment>;
  deleteTask(taskId: string): Promise<void>;
  deleteComment(commentId: string): Promise<void>;
  createLabel(name?: string): Promise<LabelPartsFragment>;
  /** The number of its newest change. */
  seq(): Promise<number>;
  /** The changes after a number, from the log, as a resuming subscriber receives them. */
  changesAfter(seq: number): Promise<ActivityEvent[]>;
}

type Member = NonNullable<AddMemberMutation["addMember"]>["member"];
type Comment = NonNullable<CreateCommentMutation["createComment"]>["comment"];

/** Makes one over HTTP, as clients do. */
export async function createBoard(owner: Person, name = "Launch"): Promise<Board> {
  const { createProject } = await owner.expect(CreateProjectDocument, { input: { name } });
  const projectId = given(createProject).project.id;
  return {
    projectId,
    owner,
    async addMember({ id: userId }, role) {
      const { addMember } = await owner.expect(AddMemberDocument, { input: { projectId, userId, role } });
      return given(addMember).member;
    },
    async createTask(input = {}) {
      const { createTask } = await owner.expect(CreateTaskDocument, {
        input: { projectId, title: "A task", ...input },
      });
      return given(createTask).task;
    },
    async createComment(taskId, body = "A comment") {
      const { createComment } = await owner.expect(CreateCommentDocument, { input: { taskId, body } });
      return given(createComment).comment;
    },
    async deleteTask(taskId) {
      await owner.expect(DeleteTaskDocument, { input: { taskId } });
    },
    async deleteComment(commentId) {
      await owner.expect(DeleteCommentDocument, { input: { commentId } });
    },
    async createLabel(name = "A label") {
      const { createLabel } = await owner.expect(CreateLabelDocument, { input: { projectId, name, color: "BLUE" } });
      return given(createLabel).label;
    },
    async seq() {
      const { project } = await owner.expect(BoardDocument, { projectId, first: 0 });
      return given(project).seq;
    },
    async changesAfter(seq) {
      const stream = owner.watch({ projectId, since: seq });
      const messages = await stream.until(({ data }) => data?.projectActivity.__typename === "Ready");
      stream.stop();
      const events = messages.map(({ data }) => given(data).projectActivity);
      return events.filter((event) => "at" in event);
    },
  };
}

/** Type of a non-error answer: root fields are nullable only for the sake of errors. */
export function given<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("The answer holds nothing here.");
  return value;
}

/** The payload of a mutation that can conflict. Throws when it did. */
export function takePayload<R extends object>(result: R | null | undefined): Extract<R, { readonly seq: number }> {
  const made = given(result);
  if (!("seq" in made)) throw new Error("The change is in conflict.");
  // The compiler does not narrow a type parameter.
  return made as Extract<R, { readonly seq: number }>;
}

/** Messages to a subscriber of the contract's full document. */
export type Watched = Collected<ProjectActivitySubscription>;

/** A project of the person's, at number 1; its id. */
export async function createProject(owner: Person): Promise<string> {
  const { createProject } = await owner.expect(CreateProjectDocument, { input: { name: "Launch" } });
  return required(createProject).project.id;
}

/** Makes so many tasks, one after the other, and returns the number of the last. */
export async function createTasks(person: Person, projectId: string, count: number, description = ""): Promise<number> {
  let seq = 0;
  for (let made = 0; made < count; made += 1) {
    const input = { projectId, title: "A task", description };
    const { createTask } = await person.expect(CreateTaskDocument, { input });
    seq = required(createTask).seq;
  }
  return seq;
}

/** Adds a person as a MEMBER and returns the number of the change. */
export async function addMember(by: Person, projectId: string, person: Person): Promise<number> {
  const { addMember } = await by.expect(AddMemberDocument, { input: { projectId, userId: person.id, role: "MEMBER" } });
  return required(addMember).seq;
}

/**
 * Adds copies of the newest change, all at once and without a message on the bus. The one numbered `unreadable`, if
 * given, has an unknown type.
 */
export async function backfill(databaseUrl: string, projectId: string, count: number, unreadable = 0): Promise<void> {
  const type = `CASE n WHEN ${unreadable} THEN 'Later' ELSE a.type END`;
  await administer(
    databaseUrl,
    `WITH head AS (UPDATE project_heads SET seq = seq + ${count} WHERE project_id = '${projectId}')
     INSERT INTO activities (project_id, seq, type, at, actor_id, task_id, fields, snapshot)
     SELECT a.project_id, a.seq + n, ${type}, a.at, a.actor_id, a.task_id, a.fields, a.snapshot
     FROM activities a JOIN project_heads h ON h.project_id = a.project_id AND h.seq = a.seq,
       generate_series(1, ${count}) n
     WHERE a.project_id = '${projectId}'`,
  );
}

/** Takes so many messages and tells each in short: the number of a change, else its type and number (and reason). */
export async function take(stream: Watched, count: number): Promise<(number | string)[]> {
  const taken: (number | string)[] = [];
  while (taken.length < count) taken.push(inShort(await stream.next()));
  return taken;
}

/** Takes everything up to `Ready`, without it. */
export async function takeReplay(stream: Watched): Promise<(number | string)[]> {
  const messages = await stream.until(({ data }) => data?.projectActivity.__typename === "Ready");
  return messages.slice(0, -1).map(inShort);
}

/** Returns the number of a change; undefined for `Ready`, `Resync` and presence. */
export function seqOf({ data }: Message<ProjectActivitySubscription>): number | undefined {
  const event = data?.projectActivity;
  return event && "at" in event ? event.seq : undefined;
}

function inShort(message: Message<ProjectActivitySubscription>): number | string {
  const event = required(message.data).projectActivity;
  if ("at" in event) return event.seq;
  if (event.__typename === "Resync") return `Resync ${event.reason} ${event.seq}`;
  return "seq" in event ? `${event.__typename} ${event.seq}` : event.__typename;
}

/** The root fields of a mutation are nullable, but only together with an error. */
export function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("The answer has no data.");
  return value;
}

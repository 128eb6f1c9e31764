import type { PersonNotice } from "../core/person-wire.ts";
import type { ProjectEvent } from "../core/wire.ts";
import type { FakeProject } from "./fake-project.ts";

/** Own part of a notice, and the person's id. */
type Told = readonly [to: string, notice: object];

const mention = /\[@((?:[^\]\\\n]|\\.){1,400})\]\(user:([\w-]+)\)/gi;

/** Tells the people of a project of others' changes, by the rules of the real server. */
export class FakeNotices {
  readonly #project: FakeProject;
  readonly #tell: (to: string, notice: Omit<PersonNotice, "seq">) => void;
  /** Texts by the ids of their tasks and comments, as they were before the change. */
  readonly #texts = new Map<string, string>();

  constructor(project: FakeProject, tell: (to: string, notice: Omit<PersonNotice, "seq">) => void) {
    this.#project = project;
    this.#tell = tell;
    project.subscribe((event) => this.#take(event));
  }

  /** A person gets the first notice of a change, its author none. */
  #take(event: ProjectEvent): void {
    const { actor, at } = event;
    const { id, name } = this.#project.data.project;
    const told = new Set([actor.id]);
    for (const [to, own] of this.#noticesOf(event)) {
      if (!told.has(to)) this.#tell(to, { ...own, at, actor, project: { id, name } } as Omit<PersonNotice, "seq">);
      told.add(to);
    }
  }

  #noticesOf(event: ProjectEvent): readonly Told[] {
    switch (event.__typename) {
      case "MemberAdded":
        return [[event.member.user.id, { __typename: "AddedToProject" }]];
      case "MemberRemoved":
        return [[event.user.id, { __typename: "RemovedFromProject" }]];
      case "TaskCreated":
        return [...this.#mentions(event.task.id, event.task.description, null), ...this.#assignment(event.task.id)];
      case "TaskUpdated": {
        const mentions = this.#mentions(event.task.id, event.task.description, null);
        return event.taskChanges.includes("ASSIGNEE") ? [...mentions, ...this.#assignment(event.task.id)] : mentions;
      }
      case "CommentCreated": {
        const { id, body } = event.comment;
        return [...this.#mentions(event.task.id, body, id), ...this.#followers(event.task.id, id, body)];
      }
      case "CommentUpdated":
        return this.#mentions(event.task.id, event.comment.body, event.comment.id);
      default:
        return [];
    }
  }

  /** Those whom the text mentions, and did not mention before. */
  #mentions(taskId: string, text: string | null, commentId: string | null): Told[] {
    const key = commentId ?? taskId;
    const before = this.#texts.get(key) ?? "";
    this.#texts.set(key, text ?? "");
    const known = new Set([...before.matchAll(mention)].map(({ 2: id }) => id));
    const found = [...(text ?? "").matchAll(mention)].filter(({ 2: id = "" }) => !known.has(id) && this.#isMember(id));
    const common = { __typename: "Mentioned", ...this.#task(taskId), commentId };
    return found.map(({ 2: id = "", index }) => [id, { ...common, excerpt: excerptOf(text ?? "", index) }]);
  }

  #assignment(taskId: string): Told[] {
    const assignee = this.#project.data.tasks.get(taskId)?.value.assignee;
    return assignee ? [[assignee.id, { __typename: "TaskAssigned", ...this.#task(taskId) }]] : [];
  }

  /** The author of the task, its assignee, and those who commented on it before. */
  #followers(taskId: string, commentId: string, body: string): Told[] {
    const task = this.#project.data.tasks.get(taskId)?.value;
    const earlier = this.#project.comments(taskId).filter(({ id }) => id !== commentId);
    const people = [task?.createdBy, task?.assignee, ...earlier.map(({ author }) => author)];
    const ids = people.flatMap((person) => (person && this.#isMember(person.id) ? [person.id] : []));
    const notice = { __typename: "CommentedOnTask", ...this.#task(taskId), commentId, excerpt: excerptOf(body) };
    return ids.map((id) => [id, notice]);
  }

  #task(taskId: string) {
    return { taskId, taskTitle: this.#project.data.tasks.get(taskId)?.value.title };
  }

  #isMember(id: string): boolean {
    return this.#project.data.members.has(id);
  }
}

/** The part of a text around a place, in one line and with plain names. */
function excerptOf(text: string, place = 0): string {
  const [length, lead] = [200, 60];
  const lineStart = text.lastIndexOf("\n", place) + 1;
  const isNear = place - lineStart <= lead;
  const part = text.slice(isNear ? lineStart : place - lead);
  const plain = part.replace(mention, (_whole, name: string) => `@${name.replace(/\\(.)/g, "$1")}`);
  const characters = [...plain.replace(/\s+/g, " ").trim()];
  const end = characters.length > length ? "…" : "";
  return `${isNear ? "" : "…"}${characters.slice(0, length).join("")}${end}`;
}

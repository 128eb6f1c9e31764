/** A row of a project's log. */
export interface LoggedChange {
  readonly seq: number;
  readonly type: string;
  readonly snapshot: Readonly<Record<string, unknown>>;
}

/** A notice without its texts. */
export interface NoticeKey {
  readonly type: string;
  readonly actor: string;
  readonly taskId: string | null;
  readonly commentId: string | null;
}

export interface ExpectedNotice {
  /** Id of the person. */
  readonly to: string;
  /** Number of the change in the project's log. */
  readonly seq: number;
  readonly key: NoticeKey;
}

interface Snapshot {
  readonly actor: { readonly id: string };
  readonly user?: { readonly id: string };
  readonly member?: { readonly user: { readonly id: string } };
  readonly taskChanges?: readonly string[];
  readonly task?: {
    readonly id: string;
    readonly description: string | null;
    readonly assignee: { readonly id: string } | null;
    readonly createdBy: { readonly id: string };
  };
  readonly comment?: Comment;
  readonly commentId?: string;
}

interface Comment {
  readonly id: string;
  readonly taskId: string;
  readonly body: string;
  readonly author: { readonly id: string };
}

/** Most people who are told of one change. */
const maxTold = 100;

/**
 * Returns all notices to which a project's whole log gives rise by the rules, in its order. Reads the log by other
 * means than the server.
 */
export function expectNotices(log: readonly LoggedChange[]): ExpectedNotice[] {
  const told: ExpectedNotice[] = [];
  const members = new Set<string>();
  const tasks = new Map<string, NonNullable<Snapshot["task"]>>();
  const comments = new Map<string, Comment>();
  const deleted = new Set<string>();
  for (const { seq, type, snapshot } of log) {
    const { actor, user, member, task, comment, taskChanges, commentId: gone } = snapshot as unknown as Snapshot;
    const found = new Map<string, NoticeKey>();
    const add = (
      to: string | undefined,
      kind: string,
      taskId: string | null = null,
      commentId: string | null = null,
    ) => {
      if (to === undefined || to === actor.id || !members.has(to) || found.has(to) || found.size === maxTold) return;
      found.set(to, { type: kind, actor: actor.id, taskId, commentId });
    };
    if (type === "ProjectCreated") members.add(actor.id);
    if (type === "MemberAdded") {
      members.add(String(member?.user.id));
      add(member?.user.id, "AddedToProject");
    }
    if (type === "MemberRemoved") {
      add(user?.id, "RemovedFromProject");
      members.delete(String(user?.id));
    }
    if (task && (type === "TaskCreated" || type === "TaskUpdated")) {
      for (const id of findNew(task.description, tasks.get(task.id)?.description)) add(id, "Mentioned", task.id);
      const isAssigned = type === "TaskCreated" || taskChanges?.includes("ASSIGNEE");
      if (isAssigned) add(task.assignee?.id, "TaskAssigned", task.id);
      tasks.set(task.id, task);
    }
    if (comment) {
      const { id, taskId, body } = comment;
      for (const each of findNew(body, comments.get(id)?.body)) add(each, "Mentioned", taskId, id);
      if (type === "CommentCreated") {
        const known = tasks.get(taskId);
        const others = [...comments.values()].filter((each) => each.taskId === taskId && !deleted.has(each.id));
        const followers = [known?.createdBy.id, known?.assignee?.id, ...others.map(({ author }) => author.id)];
        for (const each of followers) add(each, "CommentedOnTask", taskId, id);
      }
      comments.set(id, comment);
      deleted.delete(id);
    }
    if (type === "CommentDeleted") deleted.add(String(gone));
    for (const [to, key] of found) told.push({ to, seq, key });
  }
  return told;
}

function findNew(text: string | null, before: string | null | undefined): string[] {
  const known = mentionedIn(before);
  return mentionedIn(text).filter((id) => !known.includes(id));
}

function mentionedIn(text: string | null | undefined): string[] {
  return [...(text ?? "").matchAll(/\(user:([0-9a-f-]{36})\)/g)].map(([, id = ""]) => id);
}

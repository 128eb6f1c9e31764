import type { ClientBase } from "pg";
import { excerptOf } from "../model/mentions.ts";
import type { NoticeDraft } from "../model/notices.ts";
import type { TaskSnapshot } from "../model/task.ts";

/** A notice to a person. */
export interface Notification {
  readonly to: string;
  readonly notice: NoticeDraft;
}

/** Most people who are told of one change. */
const maxNotified = 100;

/**
 * Returns the notices of one change in the order in which they count: a person gets the first, an actor none of its own
 * doing. Those beyond the hundredth person are left out.
 */
export function chooseNotices(notifications: readonly Notification[], actorId: string): readonly Notification[] {
  const byPerson = new Map<string, Notification>();
  for (const notification of notifications) {
    const { to } = notification;
    if (to !== actorId && !byPerson.has(to) && byPerson.size < maxNotified) byPerson.set(to, notification);
  }
  return [...byPerson.values()];
}

/** Returns those of the people who are members of the project. Sends nothing for nobody. */
export async function findMembersAmong(
  client: ClientBase,
  projectId: string,
  people: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  if (people.size === 0) return [];
  const { rows } = await client.query<{ id: string }>({
    name: "notice-members",
    text: "SELECT user_id AS id FROM memberships WHERE project_id = $1 AND user_id = ANY($2)",
    values: [projectId, [...people.keys()]],
  });
  return rows.map(({ id }) => id);
}

export interface MentionSource {
  readonly task: { readonly id: string; readonly title: string };
  /** Null for the description of the task. */
  readonly commentId: string | null;
  readonly text: string;
  /** The places of the mentions, by person. */
  readonly places: ReadonlyMap<string, number>;
}

/** Notices of mentions to members, in the order of the text. */
export function toMentions(
  members: readonly string[],
  { task, commentId, text, places }: MentionSource,
): readonly Notification[] {
  const common = { type: "Mentioned", taskId: task.id, taskTitle: task.title, commentId } as const;
  const known = new Set(members);
  const mentioned = [...places].filter(([id]) => known.has(id));
  return mentioned.map(([to, place]) => ({ to, notice: { ...common, excerpt: excerptOf(text, place) } }));
}

/** Notice of an assignment to the person who has it now, a member; none for nobody. */
export function toAssignment({ id, title, assignee }: TaskSnapshot): readonly Notification[] {
  return assignee ? [{ to: assignee.id, notice: { type: "TaskAssigned", taskId: id, taskTitle: title } }] : [];
}

/** Notices of a comment to the people who follow its task. */
export function toComments(
  followers: readonly string[],
  { task, commentId, text }: MentionSource & { readonly commentId: string },
): readonly Notification[] {
  const excerpt = excerptOf(text);
  const notice = { type: "CommentedOnTask", taskId: task.id, taskTitle: task.title, commentId, excerpt } as const;
  return followers.map((to) => ({ to, notice }));
}

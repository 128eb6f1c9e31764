import type { Ready, Resync } from "../../../src/engine/feed/stream-messages.ts";
import type { CommentSnapshot } from "../../../src/model/comment.ts";
import type { Activity } from "../../../src/model/events.ts";
import type { LabelSnapshot } from "../../../src/model/label.ts";
import type { MemberSnapshot } from "../../../src/model/member.ts";
import type { Present } from "../../../src/model/present.ts";
import type { ProjectSnapshot } from "../../../src/model/project.ts";
import type { TaskSnapshot } from "../../../src/model/task.ts";
import type { UserSnapshot } from "../../../src/model/user.ts";
import type { PresenceChange } from "../../../src/presence/presence.ts";

type ProjectEvent = Activity | (Ready & { readonly present: readonly Present[] }) | Resync | PresenceChange;

/** One event of each type; whatever may be null `isBare`. */
export function createSampleEvents(isBare: boolean): readonly ProjectEvent[] {
  const orNull = <T>(value: T) => (isBare ? null : value);
  const at = "2026-11-23T09:30:00.000Z";
  const ada: UserSnapshot = { id: "u1", name: 'Ada "the first"\u2028Ł', email: orNull("ada@example.org") };
  const bob: UserSnapshot = { id: "u2", name: "Боб 🐕\u0001", email: orNull("bob@example.org") };
  const project: ProjectSnapshot = {
    id: "p1",
    name: "Ελλάς \\ </script>",
    description: orNull(""),
    version: 3,
    number: 1,
    createdAt: at,
    updatedAt: at,
  };
  const member: MemberSnapshot = { id: "m1", role: "ADMIN", joinedSeq: 40, joinedAt: at, user: bob };
  const label: LabelSnapshot = { id: "l1", name: "Ürgent", color: "RED", version: 2 };
  const task: TaskSnapshot = {
    id: "t1",
    projectId: "p1",
    title: "Line one\nline two",
    description: orNull("é".repeat(300)),
    status: "IN_PROGRESS",
    priority: "URGENT",
    position: "a0V",
    dueAt: orNull(at),
    version: 7,
    commentCount: 0,
    createdAt: at,
    updatedAt: at,
    assignee: orNull(bob),
    createdBy: ada,
    labels: isBare ? [] : [label],
  };
  const commented = { id: task.id, version: task.version, commentCount: task.commentCount };
  const comment: CommentSnapshot = {
    id: "c1",
    taskId: "t1",
    body: "\ud83d alone",
    version: 1,
    createdSeq: 12,
    createdAt: at,
    updatedAt: at,
    author: bob,
  };
  const atTask = (user: UserSnapshot): Present => {
    return { user, focusedTaskId: orNull("t1"), focusedField: orNull("TITLE" as const) };
  };
  const common = { projectId: "p1", seq: 41, at, actor: ada, clientMutationId: orNull("tab-1:17") };
  const samples: { readonly [T in ProjectEvent["type"]]: ProjectEvent & { type: T } } = {
    Ready: { type: "Ready", seq: 41, cursor: "project.41.7f", present: isBare ? [] : [atTask(ada), atTask(bob)] },
    Resync: { type: "Resync", seq: 41, cursor: "project.41.7f", reason: "TOO_OLD" },
    PresenceJoined: { type: "PresenceJoined", user: ada },
    PresenceLeft: { type: "PresenceLeft", user: bob },
    PresenceChanged: { type: "PresenceChanged", ...atTask(bob) },
    ProjectCreated: { type: "ProjectCreated", ...common, project },
    ProjectUpdated: { type: "ProjectUpdated", ...common, project },
    ProjectDeleted: { type: "ProjectDeleted", ...common },
    MemberAdded: { type: "MemberAdded", ...common, member, sinceSeq: 41 },
    MemberRoleChanged: { type: "MemberRoleChanged", ...common, member },
    MemberUpdated: { type: "MemberUpdated", ...common, member },
    MemberRemoved: { type: "MemberRemoved", ...common, user: bob },
    TaskCreated: { type: "TaskCreated", ...common, task },
    TaskUpdated: {
      type: "TaskUpdated",
      ...common,
      task,
      taskChanges: isBare ? [] : ["TITLE", "DUE_AT"],
      mergedFields: isBare ? [] : ["DESCRIPTION"],
    },
    TaskStatusChanged: { type: "TaskStatusChanged", ...common, task, from: "TODO", to: "IN_PROGRESS" },
    TaskDeleted: { type: "TaskDeleted", ...common, taskId: "t1" },
    TaskRestored: { type: "TaskRestored", ...common, task },
    CommentCreated: { type: "CommentCreated", ...common, comment, task: commented },
    CommentUpdated: {
      type: "CommentUpdated",
      ...common,
      comment,
      task: commented,
      mergedFields: isBare ? [] : ["BODY"],
    },
    CommentDeleted: { type: "CommentDeleted", ...common, commentId: "c1", task: commented },
    CommentRestored: { type: "CommentRestored", ...common, comment, task: commented },
    LabelCreated: { type: "LabelCreated", ...common, label },
    LabelUpdated: { type: "LabelUpdated", ...common, label },
    LabelDeleted: { type: "LabelDeleted", ...common, labelId: "l1" },
  };
  return Object.values(samples);
}

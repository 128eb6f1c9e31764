/** Types with an id, and those of their fields that are not lists. */
export const entities = {
  "AccessToken": [
    "createdAt",
    "expiresAt",
    "id",
    "lastUsedAt",
    "name",
    "projectIds",
    "scopes"
  ],
  "Comment": [
    "author",
    "body",
    "createdAt",
    "createdSeq",
    "id",
    "task",
    "updatedAt",
    "version"
  ],
  "Invitation": [
    "email",
    "expiresAt",
    "id",
    "role"
  ],
  "Label": [
    "color",
    "id",
    "name",
    "version"
  ],
  "Member": [
    "id",
    "joinedAt",
    "joinedSeq",
    "role",
    "user"
  ],
  "NoticeProject": [
    "id",
    "name"
  ],
  "OriginToken": [
    "id",
    "name"
  ],
  "OwnInvitation": [
    "expiresAt",
    "id",
    "projectName",
    "role"
  ],
  "Project": [
    "changes",
    "createdAt",
    "cursor",
    "description",
    "id",
    "name",
    "number",
    "seq",
    "updatedAt",
    "version",
    "viewerRole"
  ],
  "Task": [
    "assignee",
    "commentCount",
    "createdAt",
    "createdBy",
    "description",
    "dueAt",
    "id",
    "position",
    "priority",
    "project",
    "status",
    "title",
    "updatedAt",
    "version"
  ],
  "User": [
    "color",
    "email",
    "id",
    "name"
  ],
  "Webhook": [
    "id",
    "reason",
    "seq",
    "state",
    "url"
  ]
} as const;

/** Fields of entities that list something without pages: a cache replaces such a list as a whole. */
export const plainLists = {
  "Project": {
    "invitations": {
      "merge": false
    },
    "labels": {
      "merge": false
    },
    "present": {
      "merge": false
    },
    "webhooks": {
      "merge": false
    }
  },
  "Task": {
    "labels": {
      "merge": false
    }
  }
} as const;

/** Fields of queries and entities that list something. */
export type ListField =
  | "Project.activity"
  | "Project.deletedTasks"
  | "Project.invitations"
  | "Project.labels"
  | "Project.members"
  | "Project.present"
  | "Project.tasks"
  | "Project.webhooks"
  | "Query.accessTokens"
  | "Query.myTasks"
  | "Query.projects"
  | "Task.comments"
  | "Task.labels"
  | "Webhook.deliveries";

/** Events that take a number. */
export type ActivityName =
  | "CommentCreated"
  | "CommentDeleted"
  | "CommentRestored"
  | "CommentUpdated"
  | "LabelCreated"
  | "LabelDeleted"
  | "LabelUpdated"
  | "MemberAdded"
  | "MemberRemoved"
  | "MemberRoleChanged"
  | "MemberUpdated"
  | "ProjectCreated"
  | "ProjectDeleted"
  | "ProjectUpdated"
  | "TaskCreated"
  | "TaskDeleted"
  | "TaskRestored"
  | "TaskStatusChanged"
  | "TaskUpdated";

/** Events of a stream that take none. */
export type SignalName =
  | "PresenceChanged"
  | "PresenceJoined"
  | "PresenceLeft"
  | "Ready"
  | "Resync";

/** Answers of mutations. */
export type PayloadName =
  | "AddMemberPayload"
  | "ApplyChangesPayload"
  | "CreateCommentPayload"
  | "CreateLabelPayload"
  | "CreateProjectPayload"
  | "CreateTaskPayload"
  | "DeleteCommentPayload"
  | "DeleteLabelPayload"
  | "DeleteProjectPayload"
  | "DeleteTaskPayload"
  | "MoveTaskPayload"
  | "RemoveMemberPayload"
  | "RestoreCommentPayload"
  | "RestoreTaskPayload"
  | "UpdateCommentPayload"
  | "UpdateLabelPayload"
  | "UpdateMemberRolePayload"
  | "UpdateProjectPayload"
  | "UpdateTaskPayload"
  | "UpdateTaskStatusPayload";


      export interface PossibleTypesResultData {
        possibleTypes: {
          [key: string]: string[]
        }
      }
      const result: PossibleTypesResultData = {
  "possibleTypes": {
    "Activity": [
      "CommentCreated",
      "CommentDeleted",
      "CommentUpdated",
      "MemberAdded",
      "MemberRemoved",
      "MemberRoleChanged",
      "MemberUpdated",
      "ProjectCreated",
      "ProjectDeleted",
      "ProjectUpdated",
      "TaskCreated",
      "TaskDeleted",
      "TaskStatusChanged",
      "TaskUpdated"
    ],
    "DeleteTaskResult": [
      "DeleteTaskPayload",
      "TaskConflict"
    ],
    "MutationPayload": [
      "AddMemberPayload",
      "CreateCommentPayload",
      "CreateProjectPayload",
      "CreateTaskPayload",
      "DeleteCommentPayload",
      "DeleteProjectPayload",
      "DeleteTaskPayload",
      "MoveTaskPayload",
      "RemoveMemberPayload",
      "UpdateCommentPayload",
      "UpdateMemberRolePayload",
      "UpdateProjectPayload",
      "UpdateTaskPayload",
      "UpdateTaskStatusPayload"
    ],
    "ProjectEvent": [
      "CommentCreated",
      "CommentDeleted",
      "CommentUpdated",
      "MemberAdded",
      "MemberRemoved",
      "MemberRoleChanged",
      "MemberUpdated",
      "PresenceJoined",
      "PresenceLeft",
      "ProjectCreated",
      "ProjectDeleted",
      "ProjectUpdated",
      "Ready",
      "Resync",
      "TaskCreated",
      "TaskDeleted",
      "TaskStatusChanged",
      "TaskUpdated"
    ],
    "UpdateCommentResult": [
      "CommentConflict",
      "UpdateCommentPayload"
    ],
    "UpdateTaskResult": [
      "TaskConflict",
      "UpdateTaskPayload"
    ],
    "UpdateTaskStatusResult": [
      "TaskConflict",
      "UpdateTaskStatusPayload"
    ],
    "VersionConflict": [
      "CommentConflict",
      "TaskConflict"
    ]
  }
};
      export default result;
    
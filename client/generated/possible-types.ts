
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
      "CommentRestored",
      "CommentUpdated",
      "LabelCreated",
      "LabelDeleted",
      "LabelUpdated",
      "MemberAdded",
      "MemberRemoved",
      "MemberRoleChanged",
      "MemberUpdated",
      "ProjectCreated",
      "ProjectDeleted",
      "ProjectUpdated",
      "TaskCreated",
      "TaskDeleted",
      "TaskRestored",
      "TaskStatusChanged",
      "TaskUpdated"
    ],
    "ChangeResult": [
      "ChangeRefused",
      "CommentConflict",
      "CreateCommentPayload",
      "CreateLabelPayload",
      "CreateTaskPayload",
      "DeleteCommentPayload",
      "DeleteLabelPayload",
      "DeleteTaskPayload",
      "LabelConflict",
      "MoveTaskPayload",
      "RestoreCommentPayload",
      "RestoreTaskPayload",
      "TaskConflict",
      "UpdateCommentPayload",
      "UpdateLabelPayload",
      "UpdateTaskPayload",
      "UpdateTaskStatusPayload"
    ],
    "DeleteLabelResult": [
      "DeleteLabelPayload",
      "LabelConflict"
    ],
    "DeleteTaskResult": [
      "DeleteTaskPayload",
      "TaskConflict"
    ],
    "MoveTaskResult": [
      "MoveTaskPayload",
      "TaskConflict"
    ],
    "MutationPayload": [
      "AddMemberPayload",
      "ApplyChangesPayload",
      "CreateCommentPayload",
      "CreateLabelPayload",
      "CreateProjectPayload",
      "CreateTaskPayload",
      "DeleteCommentPayload",
      "DeleteLabelPayload",
      "DeleteProjectPayload",
      "DeleteTaskPayload",
      "MoveTaskPayload",
      "RemoveMemberPayload",
      "RestoreCommentPayload",
      "RestoreTaskPayload",
      "UpdateCommentPayload",
      "UpdateLabelPayload",
      "UpdateMemberRolePayload",
      "UpdateProjectPayload",
      "UpdateTaskPayload",
      "UpdateTaskStatusPayload"
    ],
    "Notice": [
      "AddedToProject",
      "CommentedOnTask",
      "Mentioned",
      "RemovedFromProject",
      "TaskAssigned"
    ],
    "ProjectEvent": [
      "CommentCreated",
      "CommentDeleted",
      "CommentRestored",
      "CommentUpdated",
      "LabelCreated",
      "LabelDeleted",
      "LabelUpdated",
      "MemberAdded",
      "MemberRemoved",
      "MemberRoleChanged",
      "MemberUpdated",
      "PresenceChanged",
      "PresenceJoined",
      "PresenceLeft",
      "ProjectCreated",
      "ProjectDeleted",
      "ProjectUpdated",
      "Ready",
      "Resync",
      "TaskCreated",
      "TaskDeleted",
      "TaskRestored",
      "TaskStatusChanged",
      "TaskUpdated"
    ],
    "UpdateCommentResult": [
      "CommentConflict",
      "UpdateCommentPayload"
    ],
    "UpdateLabelResult": [
      "LabelConflict",
      "UpdateLabelPayload"
    ],
    "UpdateProjectResult": [
      "ProjectConflict",
      "UpdateProjectPayload"
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
      "LabelConflict",
      "ProjectConflict",
      "TaskConflict"
    ],
    "ViewerEvent": [
      "AddedToProject",
      "CommentedOnTask",
      "Mentioned",
      "NoticesRead",
      "ProjectRenamed",
      "RemovedFromProject",
      "TaskAssigned",
      "ViewerReady",
      "ViewerResync"
    ]
  }
};
      export default result;
    
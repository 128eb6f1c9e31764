/** Types of the fields of each kind of change, in the order of the schema. */
export const inputTypes = {
  "createTask": {
    "id": "ID",
    "projectId": "ID!",
    "title": "String!",
    "status": "TaskStatus",
    "priority": "TaskPriority",
    "description": "String",
    "assigneeId": "ID",
    "dueAt": "DateTime",
    "labelIds": "[ID!]",
    "clientMutationId": "String"
  },
  "updateTask": {
    "taskId": "ID!",
    "title": "String",
    "priority": "TaskPriority",
    "description": "String",
    "assigneeId": "ID",
    "dueAt": "DateTime",
    "addLabelIds": "[ID!]",
    "removeLabelIds": "[ID!]",
    "expectedVersion": "Int",
    "following": "[String!]",
    "clientMutationId": "String"
  },
  "updateTaskStatus": {
    "taskId": "ID!",
    "status": "TaskStatus!",
    "expectedVersion": "Int",
    "following": "[String!]",
    "clientMutationId": "String"
  },
  "moveTask": {
    "taskId": "ID!",
    "status": "TaskStatus",
    "afterTaskId": "ID",
    "beforeTaskId": "ID",
    "expectedVersion": "Int",
    "following": "[String!]",
    "clientMutationId": "String"
  },
  "deleteTask": {
    "taskId": "ID!",
    "expectedVersion": "Int",
    "following": "[String!]",
    "clientMutationId": "String"
  },
  "restoreTask": {
    "taskId": "ID!",
    "clientMutationId": "String"
  },
  "createComment": {
    "id": "ID",
    "taskId": "ID!",
    "body": "String!",
    "clientMutationId": "String"
  },
  "updateComment": {
    "commentId": "ID!",
    "body": "String!",
    "expectedVersion": "Int",
    "following": "[String!]",
    "clientMutationId": "String"
  },
  "deleteComment": {
    "commentId": "ID!",
    "clientMutationId": "String"
  },
  "restoreComment": {
    "commentId": "ID!",
    "clientMutationId": "String"
  },
  "createLabel": {
    "id": "ID",
    "projectId": "ID!",
    "name": "String!",
    "color": "LabelColor!",
    "clientMutationId": "String"
  },
  "updateLabel": {
    "labelId": "ID!",
    "name": "String",
    "color": "LabelColor",
    "expectedVersion": "Int",
    "following": "[String!]",
    "clientMutationId": "String"
  },
  "deleteLabel": {
    "labelId": "ID!",
    "expectedVersion": "Int",
    "following": "[String!]",
    "clientMutationId": "String"
  }
} as const;

/** Smallest and largest number of each field that has a range. A field means the same in all inputs. */
export const inputRanges = {
  "expectedVersion": [
    0,
    9007199254740991
  ]
} as const;

/** Values of each enum, in the order of the schema. */
export const enumValues = {
  "TaskStatus": [
    "BACKLOG",
    "TODO",
    "IN_PROGRESS",
    "IN_REVIEW",
    "DONE",
    "CANCELED"
  ],
  "TaskPriority": [
    "NONE",
    "LOW",
    "MEDIUM",
    "HIGH",
    "URGENT"
  ],
  "LabelColor": [
    "GRAY",
    "RED",
    "ORANGE",
    "YELLOW",
    "GREEN",
    "TEAL",
    "BLUE",
    "PURPLE",
    "PINK",
    "BROWN"
  ],
  "ProjectRole": [
    "VIEWER",
    "MEMBER",
    "ADMIN",
    "OWNER"
  ],
  "TaskField": [
    "TITLE",
    "DESCRIPTION",
    "STATUS",
    "PRIORITY",
    "POSITION",
    "ASSIGNEE",
    "DUE_AT",
    "LABELS",
    "COMMENTS"
  ],
  "CommentField": [
    "BODY"
  ],
  "ProjectField": [
    "NAME",
    "DESCRIPTION"
  ],
  "ResyncReason": [
    "TOO_OLD",
    "AHEAD_OF_PROJECT",
    "OTHER_HISTORY",
    "UNREADABLE"
  ],
  "TokenScope": [
    "READ",
    "WRITE"
  ],
  "LabelField": [
    "NAME",
    "COLOR"
  ],
  "WebhookState": [
    "ACTIVE",
    "PAUSED",
    "FAILING"
  ]
} as const;
